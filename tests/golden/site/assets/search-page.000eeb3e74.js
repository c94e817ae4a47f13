(function () {
"use strict";
const { index, attempt, element, results, summary, compare, search, KINDS, SORTS } = self.hindsite;
function searchPage(main) {
const form = main.querySelector("form"), input = form.querySelector("input[type=search]");
const FACETS = [["service", "Service"], ["cause", "Root cause"], ["severity", "Severity"], ["year", "Year"], ["tag", "Tag"], ["detected", "Found by"]];
const PAGE = 20, FEW = 8;
const status = element("p", { class: "found-status", role: "status", "aria-live": "polite" });
const chips = element("ul", { class: "search-chips", "aria-label": "Filters" });
const order = element("select", { "aria-label": "Order" }, ...SORTS.map((sort) => element("option", { value: sort }, sort[0].toUpperCase() + sort.slice(1))));
const list = element("ol", { class: "found-list" });
const more = element("button", { type: "button", class: "search-more", hidden: true }, "Show more");
const facets = element("div", { class: "search-facets" });
const advice = element("div", { class: "search-advice", hidden: true });
const body = element("div", { class: "search-body" }, facets, element("div", { class: "search-results" }, element("div", { class: "search-bar" }, status, order), chips, advice, list, more));
main.append(body);
main.classList.add("is-live");
let state = { q: "", sort: "", filters: [] }, turn = 0, found = null, wide = new Set();
if (location.hash === "#hs-help") main.querySelector("#hs-help").open = true;
const watcher = new IntersectionObserver((entries) => {
for (const { target, isIntersecting } of entries) if (isIntersecting) { watcher.unobserve(target); target.result.explain(); }
}, { rootMargin: "800px" });
const read = () => {
const query = new URLSearchParams(location.search);
const filters = FACETS.map(([fact]) => ({ fact, values: query.getAll(fact) })).filter(({ values }) => values.length);
state = { q: query.get("q") || "", sort: SORTS.includes(query.get("sort")) ? query.get("sort") : "", filters };
input.value = state.q;
};
const write = (step) => {
const query = new URLSearchParams();
if (state.q) query.set("q", state.q);
for (const { fact, values } of state.filters) for (const value of values) query.append(fact, value);
if (state.sort) query.set("sort", state.sort);
const address = location.pathname + (query.size ? "?" + query : "");
if (address === location.pathname + location.search) return;
history[step ? "pushState" : "replaceState"](null, "", address);
};
const chosen = (fact) => (state.filters.find((filter) => filter.fact === fact) || { values: [] }).values;
const toggle = (fact, value) => {
const values = chosen(fact), next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
state.filters = FACETS.map(([other]) => ({ fact: other, values: other === fact ? next : chosen(other) })).filter(({ values }) => values.length);
write(true);
update();
};
const countFacet = async (fact, all) => {
const docs = chosen(fact).length ? (await search(index, state.q, { filters: state.filters.filter((filter) => filter.fact !== fact) })).hits : all.hits;
const counts = new Map(), titles = new Map();
const add = (slug, title) => { counts.set(slug, (counts.get(slug) || 0) + 1); titles.set(slug, title); };
if (fact === "year") {
const { day } = await index.numbers();
for (const { doc } of docs) if (day[doc] !== null) { const year = String(new Date(day[doc] * 86400000).getUTCFullYear()); add(year, year); }
for (const year of chosen(fact)) titles.set(year, year);
} else {
const { names, of } = await index.names(KINDS.indexOf(fact));
for (const { doc } of docs) for (const id of of[doc]) add(names[id].slug, names[id].title);
for (const name of names) if (chosen(fact).includes(name.slug)) titles.set(name.slug, name.title);
if (fact === "severity") return names.map((name) => [name.slug, name.title, counts.get(name.slug) || 0, name.rank]).sort((a, b) => a[3] - b[3]).filter(([slug, , n]) => n || chosen(fact).includes(slug));
}
const rows = [...titles].map(([slug, title]) => [slug, title, counts.get(slug) || 0]);
return rows.sort(fact === "year" ? (a, b) => compare(b[0], a[0]) : (a, b) => b[2] - a[2] || compare(a[1], b[1]));
};
const drawFacets = async (all, mine) => {
const groups = await Promise.all(FACETS.map(async ([fact, title]) => [fact, title, await countFacet(fact, all)]));
if (mine !== turn) return;
const kept = document.activeElement && document.activeElement.id;
chips.replaceChildren();
facets.replaceChildren(...groups.filter(([, , rows]) => rows.length).map(([fact, title, rows]) => {
const open = wide.has(fact) ? rows : rows.filter(([slug], i) => i < FEW || chosen(fact).includes(slug));
const boxes = open.map(([slug, name, n]) => {
const id = "hs-" + fact + "-" + slug, input = element("input", { type: "checkbox", id, checked: chosen(fact).includes(slug) });
input.addEventListener("change", () => toggle(fact, slug));
return element("li", {}, input, element("label", { for: id }, name, " ", element("span", { class: "number" }, String(n))));
});
for (const [slug, name] of rows) if (chosen(fact).includes(slug)) {
const button = element("button", { type: "button", "aria-label": "Remove " + title + " " + name }, title + ": " + name + " ×");
button.addEventListener("click", () => toggle(fact, slug));
chips.append(element("li", {}, button));
}
const all = open.length < rows.length ? element("button", { type: "button", class: "search-more" }, "All " + rows.length) : null;
if (all) all.addEventListener("click", () => { wide.add(fact); drawFacets(found, turn); });
return element("fieldset", { "data-facet": fact }, element("legend", {}, title), element("ul", {}, ...boxes), all);
}));
if (kept && document.getElementById(kept)) document.getElementById(kept).focus();
};
const draw = async (from) => {
const mine = turn, top = await results(found, from, from + PAGE, true);
const whole = Promise.all(top.slice(0, 6).map((result) => result.explain()));
await Promise.race([whole, new Promise((resolve) => setTimeout(resolve, 1000))]);
if (mine !== turn) return;
if (!from) list.replaceChildren();
for (const result of top) {
result.item.result = result;
list.append(result.item);
watcher.observe(result.item);
}
more.hidden = from + PAGE >= found.hits.length;
};
const advise = async (mine) => {
advice.hidden = true;
if (found.hits.length) return;
const ways = [];
const offer = (text, change) => {
const button = element("button", { type: "button" }, text);
button.addEventListener("click", () => { change(); input.value = state.q; write(true); update(); });
ways.push(element("li", {}, button));
};
if (state.filters.length) {
const { hits } = await search(index, state.q, {});
if (hits.length) offer("Without the filters: " + hits.length, () => { state.filters = []; });
}
const plain = state.q.replace(/-?[\p{L}_]+:("[^"]*"|\S*)/gu, " ");
const words = [...new Set(plain.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu) || [])].slice(0, 8);
if (words.length > 1 || plain !== state.q) for (const word of words) {
const { hits } = await search(index, word, { filters: state.filters });
if (hits.length && hits.length * 2 < index.head.documents) offer(word + ": " + hits.length, () => { state.q = word; });
}
if (mine !== turn) return;
const lists = main.querySelector(".search-indexes ul");
advice.replaceChildren(
ways.length ? element("p", {}, "These find something:") : element("p", {}, "Fewer or other words may find it, or one of the complete lists:"),
ways.length ? element("ul", { class: "search-chips" }, ...ways) : lists ? lists.cloneNode(true) : "",
);
advice.hidden = false;
};
const fail = (error) => {
main.classList.remove("is-live");
body.classList.add("is-failed");
const again = element("button", { type: "button", class: "search-more" }, "Try again");
again.addEventListener("click", update);
status.replaceChildren("The search cannot be loaded: " + error.message + ". The lists above are complete without it. ", again);
};
const update = async () => {
const mine = ++turn;
try {
const next = await attempt(() => search(index, state.q, { filters: state.filters, sort: state.sort || null }));
if (mine !== turn) return;
main.classList.add("is-live");
body.classList.remove("is-failed");
found = next;
order.value = found.sort;
status.textContent = summary(found);
await draw(0);
await advise(mine);
await drawFacets(found, mine);
} catch (error) {
if (mine === turn) fail(error);
}
};
input.addEventListener("input", () => { state.q = input.value; write(false); update(); });
form.addEventListener("submit", (event) => { event.preventDefault(); state.q = input.value; history.pushState(null, "", location.href); update(); });
order.addEventListener("change", () => { state.sort = order.value; write(true); update(); });
more.addEventListener("click", async () => {
more.disabled = true;
try { await draw(list.children.length); } finally { more.disabled = false; }
});
addEventListener("popstate", () => { read(); update(); });
const warm = () => {
const words = (state.q.toLowerCase().match(/[\p{L}\p{N}_]+/gu) || []).slice(0, 6);
const parts = words.map((word) => index.entry(word));
if (index.head.shown.length === 1) parts.push(index.shown(0));
if (words.length && index.head.lexicon.files.length === 1) parts.push(index.forms(words[0]));
return Promise.allSettled([index.lengths(), index.numbers(), ...parts]);
};
read();
index.start().then(warm).catch(() => {});
update();
}
const page = document.getElementById("hs-search");
if (page) searchPage(page);
})();
