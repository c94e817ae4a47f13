// What the pages do beyond being read. Everything here is a comfort: without it the site is whole.
(function () {
  "use strict";

  // Opened from disk there is no server to find a folder's index.html.
  if (location.protocol === "file:") {
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href]");
      if (!link || link.protocol !== "file:" || !link.pathname.endsWith("/")) return;
      event.preventDefault();
      location.href = link.pathname + "index.html" + link.search + link.hash;
    });
  }

  // Copying: the address of a heading, the text of a block of code.
  if (navigator.clipboard) {
    document.querySelectorAll(".anchor").forEach(function (anchor) {
      anchor.addEventListener("click", function () {
        copy(anchor.href, anchor, "Copied");
      });
    });
    document.querySelectorAll(".prose pre").forEach(function (block) {
      var code = block.textContent;
      var frame = document.createElement("div");
      var button = document.createElement("button");
      frame.className = "code";
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      block.replaceWith(frame);
      frame.append(block, button);
      button.addEventListener("click", function () {
        copy(code, button, "Copied");
      });
    });
  }

  function copy(text, element, word) {
    navigator.clipboard.writeText(text).then(function () {
      var before = element.textContent;
      if (before === word) return;
      element.textContent = word;
      setTimeout(function () {
        element.textContent = before;
      }, 1500);
    }, function () {});
  }

  // What scrolls sideways is a stop of the keyboard only while there is something to scroll.
  var scrolling = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var part = entry.target;
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    });
  });
  document.querySelectorAll(".table, pre").forEach(function (part) { scrolling.observe(part); });

  // Beside the text the contents are always shown: their state says so too.
  var contents = document.querySelector(".contents details");
  if (contents) {
    var beside = matchMedia("(width >= 62rem)");
    var follow = function () { contents.open = beside.matches; };
    beside.addEventListener("change", follow);
    follow();
  }

  // A picture as large as the window: a link without this script, a dialog with it.
  document.querySelectorAll(".prose img").forEach(function (image) {
    if (image.closest("a")) return;
    var link = document.createElement("a");
    link.className = "full";
    link.href = image.src;
    image.replaceWith(link);
    link.append(image);
    if (!image.alt) link.setAttribute("aria-label", "The picture in full");
    link.addEventListener("click", function (event) {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      var whole = document.createElement("img");
      whole.src = image.src;
      whole.alt = image.alt;
      show("full-view", image.alt || "Picture", [whole]);
    });
  });

  // A dialog closes by Escape, by its button, and by a click beside it; then the focus is where it was.
  function show(name, title, content) {
    var dialog = document.createElement("dialog");
    var close = document.createElement("button");
    dialog.className = name;
    dialog.setAttribute("aria-label", title);
    close.type = "button";
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", function () { dialog.close(); });
    dialog.append.apply(dialog, content);
    dialog.append(close);
    dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  var KEYS = [["/", "search"], ["Ctrl K", "search, from anywhere"], ["j", "the next incident of a list"], ["k", "the one before"], ["Enter", "open it"], ["?", "these keys"], ["Esc", "close what is open"]];
  function showKeys() {
    var heading = document.createElement("h2");
    var list = document.createElement("dl");
    heading.textContent = "Keys";
    KEYS.forEach(function (pair) {
      var row = document.createElement("div"), term = document.createElement("dt"), key = document.createElement("kbd"), what = document.createElement("dd");
      key.textContent = pair[0];
      what.textContent = pair[1];
      term.append(key);
      row.append(term, what);
      list.append(row);
    });
    show("keys", "Keys", [heading, list]);
  }

  // `j` and `k` walk down and up a list of incidents; `?` tells the keys.
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "?") return showKeys();
    var step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    var stops = Array.from(document.querySelectorAll("[data-stop], .search-results .found-title")).filter(function (stop) {
      return stop.getClientRects().length > 0;
    });
    if (stops.length === 0) return;
    var at = stops.indexOf(document.activeElement);
    var next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step;
    if (stops[next]) stops[next].focus();
  });
})();
