(function () {
"use strict";
const { index, attempt, results, search } = self.hindsite;
const lost = document.getElementById("hs-lost");
if (!lost) return;
const site = lost.dataset.site, FOLDERS = /^(incidents|services|causes|severities|tags|years|reports|index|html?|md|json)$/i;
let path = location.pathname.startsWith(site) ? location.pathname.slice(site.length) : location.pathname;
try { path = decodeURIComponent(path); } catch { path = ""; }
const words = path.split(/[^\p{L}\p{N}]+/u).filter((word) => word && !FOLDERS.test(word) && !/^\d+$/.test(word)).slice(0, 12);
if (!words.length) return;
const box = document.querySelector("form.search-box input[type=search]");
if (box) box.value = words.join(" ");
attempt(async () => {
const found = await search(index, words.join(" "));
return results(found, 0, 5, true);
}).then((top) => {
if (!top.length) return;
lost.querySelector("ol").replaceChildren(...top.map((result) => result.item));
lost.hidden = false;
top.forEach((result) => result.explain());
}, () => {});
})();
