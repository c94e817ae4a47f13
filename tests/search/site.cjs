// The search of a built site, in node: the core of search.js over the shards on disk.
const fs = require("node:fs");
const path = require("node:path");

const core = require("../../themes/default/assets/search.js");

// A function that loads shards from the `search` folder of a site, and tells `seen` which files it read.
function loader(site, seen) {
  return async (name) => {
    const file = path.join(site, "search", `${name}.js`);
    const text = fs.readFileSync(file, "utf8");
    if (seen) seen(file, text);
    const start = text.indexOf(",") + 1;
    return JSON.parse(text.slice(start, text.lastIndexOf(")")));
  };
}

function open(site, seen) {
  return new core.Index(loader(site, seen));
}

// A query's answer as `hindsite search --format json` gives it: ids in order, scores to four places.
async function answer(index, query, limit) {
  const found = await core.search(index, query);
  const hits = found.hits.slice(0, limit);
  const results = await Promise.all(hits.map(async ({ doc, score }) => ({ id: (await index.shown(doc)).id, score: core.shown(score) / 10000 })));
  return { total: found.hits.length, relaxed: found.relaxed, results };
}

module.exports = { core, open, answer };
