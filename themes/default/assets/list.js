// Filters and order of a list of incidents, with all of it in the address. Without this the list is complete.
(function () {
  "use strict";

  var groups = document.querySelector(".groups");
  if (!groups) return;
  var sections = Array.from(groups.querySelectorAll(".group")).filter(function (section) { return section.querySelector(".row"); });
  var rows = Array.from(groups.querySelectorAll(".row")).map(read);
  if (rows.length < 8) return;

  function read(element, place) {
    var all = function (selector) { return Array.from(element.querySelectorAll(selector)).map(function (found) { return found.textContent; }); };
    var severity = element.querySelector(".severity"), time = element.querySelector("time");
    var level = severity ? Number(/level-(\d)/.exec(severity.className)[1]) : 9;
    return {
      element: element, place: place, home: element.parentElement, text: element.textContent.toLowerCase(),
      severity: all(".severity"), service: all(".service"), cause: all(".cause"), kind: all(".kind"),
      worst: level || 8, seconds: Number(element.dataset.seconds || -1), day: time ? time.dateTime : "",
    };
  }

  var FACTS = [["severity", "Severity"], ["service", "Service"], ["cause", "Root cause"], ["kind", "Kind"]];
  var ORDERS = {
    newest: ["Newest first", null],
    oldest: ["Oldest first", function (a, b) { return a.day < b.day ? -1 : a.day > b.day ? 1 : a.place - b.place; }],
    longest: ["Longest first", function (a, b) { return b.seconds - a.seconds || a.place - b.place; }],
    worst: ["Worst first", function (a, b) { return a.worst - b.worst || a.place - b.place; }],
  };

  function make(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) made.textContent = text;
    return made;
  }
  function select(label, name, options) {
    var made = make("select", { name: name, "aria-label": label });
    options.forEach(function (option) { made.append(make("option", { value: option[0] }, option[1])); });
    return made;
  }

  var form = make("form", { class: "filter", "aria-label": "Filter" });
  // A long list is a page a year: the others are a search away.
  var year = groups.dataset.year, everywhere = groups.dataset.search;
  var words = make("input", { type: "search", name: "q", placeholder: year ? "Filter " + year : "Filter this list", "aria-label": year ? "Words in the list of " + year : "Words in this list", autocomplete: "off" });
  form.append(words);
  var selects = FACTS.map(function (fact) {
    var values = new Map();
    rows.forEach(function (row) { row[fact[0]].forEach(function (value) { values.set(value, (values.get(value) || 0) + 1); }); });
    if (values.size < 2 && fact[0] !== "kind" || values.size === 0) return null;
    var sorted = Array.from(values).sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); });
    var made = select(fact[1], fact[0], [["", fact[1] + ": any"]].concat(sorted.map(function (pair) { return [pair[0], pair[0] + " (" + pair[1] + ")"]; })));
    form.append(made);
    return made;
  }).filter(Boolean);
  var order = select("Order", "sort", Object.keys(ORDERS).map(function (key) { return [key, ORDERS[key][0]]; }));
  var status = make("p", { class: "filter-status quiet", role: "status" });
  form.append(order, status);
  groups.before(form);

  var flat = make("section", { class: "group", "aria-label": "Incidents in this order" });
  var list = make("ol", { class: "rows" });
  flat.append(list);

  function load() {
    var query = new URLSearchParams(location.search);
    [words, order].concat(selects).forEach(function (field) {
      var value = query.get(field.name) || "";
      var known = field === words || Array.from(field.options).some(function (option) { return option.value === value; });
      field.value = known && value ? value : field === order ? "newest" : "";
    });
  }
  function keep() {
    var query = new URLSearchParams(location.search);
    [words, order].concat(selects).forEach(function (field) {
      if (field.value && !(field === order && field.value === "newest")) query.set(field.name, field.value);
      else query.delete(field.name);
    });
    var text = query.toString();
    try { history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (error) { return; }
  }
  function apply() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row) {
      var fits = wanted.every(function (word) { return row.text.includes(word); }) &&
        selects.every(function (field) { return !field.value || row[field.name].includes(field.value); });
      row.element.hidden = !fits;
      if (fits) shown += 1;
    });
    var compare = ORDERS[order.value][1];
    if (compare) {
      rows.slice().sort(compare).forEach(function (row) { list.append(row.element); });
      groups.prepend(flat);
    } else {
      rows.forEach(function (row) { row.home.append(row.element); });
      flat.remove();
    }
    sections.forEach(function (section) {
      var left = section.querySelectorAll(".row:not([hidden])").length, number = section.querySelector("h2 .number");
      section.hidden = left === 0;
      if (number) number.textContent = left;
    });
    status.textContent = shown === rows.length ? "" : shown === 0 ? "Nothing in this list fits" : shown + " of " + rows.length;
    if (everywhere && words.value.trim()) {
      var all = make("a", { href: everywhere + encodeURIComponent(words.value.trim()) }, "Search all years");
      status.append(status.textContent ? " · " : "", all);
    }
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", function () { apply(); keep(); });
  addEventListener("popstate", function () { load(); apply(); });
  load();
  apply();
})();
