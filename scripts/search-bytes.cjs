// Prints what a search loads, in gzip bytes, and how long it takes.
//
//   node scripts/search-bytes.cjs SITE MARKDOWN_FOLDER [QUERY...]
//
// A cold search is from nothing to ten titles with their facts: the script, the head, and every shard. Without
// queries, pairs of words of the titles are used. A keystroke is one more letter with everything loaded.
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { core, open } = require("../tests/search/site.cjs");

const [site, markdown, ...given] = process.argv.slice(2);
const gzip = (text) => zlib.gzipSync(text, { level: 6 }).length;
const kB = (n) => `${(n / 1000).toFixed(1)} kB`;
const middle = (list, share = 0.5) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];

function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? files(name) : [name];
  });
}

function shards() {
  const list = files(path.join(site, "search")).filter((file) => file.endsWith(".js"));
  const kinds = {};
  for (const file of list) {
    const text = fs.readFileSync(file);
    const kind = path.basename(file).split(".")[0];
    kinds[kind] ??= { files: 0, bytes: 0, largest: 0 };
    const size = gzip(text);
    kinds[kind].files++;
    kinds[kind].bytes += size;
    kinds[kind].largest = Math.max(kinds[kind].largest, size);
  }
  for (const [kind, { files, bytes, largest }] of Object.entries(kinds)) console.log(`  ${kind.padEnd(8)} ${String(files).padStart(4)} files ${kB(bytes).padStart(10)}, largest ${kB(largest)}`);
  const source = files(markdown).filter((file) => file.endsWith(".md"));
  const raw = source.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  const bytes = Object.values(kinds).reduce((sum, kind) => sum + kind.bytes, 0);
  console.log(`shards: ${list.length} files, one for ${(source.length / list.length).toFixed(1)} documents; ${kB(bytes)}, ${(100 * bytes / raw).toFixed(1)} % of the Markdown (${kB(raw)})`);
  return source.length;
}

async function cold(query) {
  let bytes = 0;
  const kinds = {};
  const index = open(site, (file, text) => {
    const size = gzip(text), kind = path.basename(file).split(".")[0];
    bytes += size;
    kinds[kind] = (kinds[kind] ?? 0) + size;
  });
  const found = await core.search(index, query);
  const top = found.hits.slice(0, 10);
  const ids = (await Promise.all(top.map(({ doc }) => index.shown(doc)))).map((shown) => shown.id);
  const excerpts = ids.reduce((sum, id) => sum + gzip(fs.readFileSync(path.join(site, "incidents", id, "index.json"))), 0);
  return { query, bytes, excerpts, kinds, total: found.hits.length };
}

async function keystroke(queries) {
  const index = open(site);
  const times = [];
  for (const query of queries) {
    for (let n = 3; n <= query.length; n++) await core.search(index, query.slice(0, n));
    for (let n = 3; n <= query.length; n++) {
      const start = performance.now();
      const found = await core.search(index, query.slice(0, n));
      await Promise.all(found.hits.slice(0, 10).map(({ doc }) => index.shown(doc)));
      times.push(performance.now() - start);
    }
  }
  console.log(`warm keystroke: median ${middle(times).toFixed(1)} ms, p90 ${middle(times, 0.9).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`);
}

async function main() {
  shards();
  const script = gzip(fs.readFileSync(files(path.join(site, "assets")).find((file) => /\/search\.[0-9a-f]+\.js$/.test(file))));
  const titles = JSON.parse(fs.readFileSync(path.join(site, "incidents.json"))).incidents.map((incident) => incident.title.split(" "));
  const every = Math.max(1, Math.floor(titles.length / 40));
  const queries = given.length ? given : titles.filter((_, i) => i % every === 0).map((words) => `${words[0]} ${words[words.length - 1]}`);
  const runs = [];
  for (const query of queries) runs.push(await cold(query));
  const sizes = runs.map((run) => run.bytes + script);
  const worst = runs[sizes.indexOf(Math.max(...sizes))];
  console.log(`script: ${kB(script)}`);
  console.log(`cold search of ${runs.length} queries, script and ten titles with facts included: median ${kB(middle(sizes))}, p90 ${kB(middle(sizes, 0.9))}, worst ${kB(Math.max(...sizes))} (${worst.query}: ${Object.entries(worst.kinds).map(([kind, size]) => `${kind} ${kB(size)}`).join(", ")})`);
  console.log(`excerpts of the ten on top: median ${kB(middle(runs.map((run) => run.excerpts)))}, worst ${kB(Math.max(...runs.map((run) => run.excerpts)))}`);
  await keystroke(queries.slice(0, 10));
}

main();
