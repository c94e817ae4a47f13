// How well the search finds what is known to be there: mean reciprocal rank among the first ten, beside Pagefind.
//
//   npm ci && node quality.mjs HINDSITE ARCHIVE...
//
// HINDSITE is the program; an archive is a folder of Markdown. Each document is looked for by words of its title,
// by the same with one letter wrong, by a sentence of its summary, and by an identifier of a code block that no
// other document has. Documents that share a title are left out: nobody can tell which of them is meant.
import { execFileSync } from "node:child_process";
import { createReadStream, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const { open, answer } = require("../../tests/search/site.cjs");
const [program, ...archives] = process.argv.slice(2);
const KINDS = ["title words", "with a typo", "a sentence", "an identifier"];

let state = 11;
function random(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}

function titleWords(title) {
  const words = title.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  while (words.length > 5) words.splice(random(words.length), 1);
  return words.join(" ");
}

/** The words with one letter of one of them dropped, doubled, replaced or swapped; nothing if all are short. */
function misspelt(words) {
  const all = words.split(" ");
  const long = all.flatMap((word, i) => (/^[a-z]{5,}$/i.test(word) ? [i] : []));
  if (long.length === 0) return null;
  const at = long[random(long.length)];
  const letters = [...all[at]];
  const place = random(letters.length - 1);
  const kind = random(4);
  if (kind === 0) letters.splice(place, 1);
  else if (kind === 1) letters.splice(place, 0, letters[place]);
  else if (kind === 2) letters[place] = "etaoinshr"[random(9)];
  else [letters[place], letters[place + 1]] = [letters[place + 1], letters[place]];
  const wrong = letters.join("");
  if (wrong === all[at]) return null;
  all[at] = wrong;
  return all.join(" ");
}

const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#x27;/g, "'").replace(/&amp;/g, "&");

function identifier(doc, all) {
  const blocks = [...doc.html.matchAll(/<pre[^>]*>([\s\S]*?)<\/pre>/g)].map((match) => plain(match[1])).join("\n");
  const words = blocks.match(/[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)+|[A-Z][a-z]+[A-Z][A-Za-z]+|[A-Z]{5,}/g) ?? [];
  const own = [...new Set(words)].filter((word) => word.length >= 6 && word.length <= 36 && all.every((other) => other === doc || !other.html.toLowerCase().includes(word.toLowerCase())));
  return own.length ? own[random(own.length)] : null;
}

function questions(site) {
  const docs = readdirSync(join(site, "incidents"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => {
    const json = JSON.parse(readFileSync(join(site, "incidents", name, "index.json"), "utf8"));
    const page = readFileSync(join(site, "incidents", name, "index.html"), "utf8");
    return { id: json.id, title: json.title, summary: json.summary, html: page.slice(page.indexOf("<main"), page.indexOf("</main>")) };
  });
  const titles = docs.map((doc) => doc.title.toLowerCase());
  const unique = docs.filter((doc) => titles.filter((title) => title === doc.title.toLowerCase()).length === 1);
  return unique.flatMap((doc) => {
    const words = titleWords(doc.title);
    const sentence = doc.summary.split(/(?<=[.!?。])\s*/)[0].replace(/…$/, "");
    const asked = [words, misspelt(words), sentence.split(/\s+/).length >= 6 || /[\u3040-\u9fff]{8}/.test(sentence) ? sentence : null, identifier(doc, docs)];
    return asked.flatMap((query, kind) => (query ? [{ id: doc.id, kind, query: query.replaceAll('"', " ") }] : []));
  });
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

async function serve(folder) {
  const server = createServer((request, response) => {
    const file = join(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** The first ten ids that Pagefind finds, for each query. */
async function pagefind(site, queries, work) {
  const folder = join(work, "pagefind-site");
  for (const entry of readdirSync(join(site, "incidents"), { withFileTypes: true })) {
    if (entry.isDirectory()) cpSync(join(site, "incidents", entry.name, "index.html"), join(folder, "incidents", entry.name, "index.html"));
  }
  const runner = join(import.meta.dirname, "node_modules", "pagefind", "lib", "runner", "bin.cjs");
  execFileSync(process.execPath, [runner, "--site", folder, "--root-selector", "main"], { stdio: "ignore" });
  writeFileSync(join(folder, "blank.html"), "<!doctype html><html lang=en><title>x</title>");
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/blank.html`);
  const found = await page.evaluate(async (queries) => {
    const pf = await import("/pagefind/pagefind.js");
    const all = [];
    for (const query of queries) {
      const { results } = await pf.search(query);
      const top = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      all.push(top.map((data) => decodeURIComponent(data.url).split("/incidents/")[1].split("/")[0]));
    }
    return all;
  }, queries);
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
  return found;
}

const reciprocal = (ids, id) => (ids.includes(id) ? 1 / (ids.indexOf(id) + 1) : 0);
const mean = (list) => (list.length ? list.reduce((a, b) => a + b, 0) / list.length : NaN);

const totals = KINDS.map(() => ({ ours: [], theirs: [] }));
const work = mkdtempSync(join(tmpdir(), "hindsite-quality-"));
for (const archive of archives) {
  const site = join(work, basename(archive));
  execFileSync(program, ["--quiet", "build", "--content", archive, "--output", site], { env: { ...process.env, XDG_CACHE_HOME: join(work, "cache") } });
  const asked = questions(site);
  const theirs = await pagefind(site, asked.map(({ query }) => query), work);
  const index = open(site);
  const row = KINDS.map(() => ({ ours: [], theirs: [] }));
  for (const [i, { id, kind, query }] of asked.entries()) {
    const ours = (await answer(index, query, 10)).results.map((result) => result.id);
    row[kind].ours.push(reciprocal(ours, id));
    row[kind].theirs.push(reciprocal(theirs[i], id));
    if (process.env.MISSES && reciprocal(ours, id) < 0.5) console.log(`  ${KINDS[kind]}: ${JSON.stringify(query)} → ${id} (${ours.indexOf(id) + 1 || "not found"}, Pagefind ${theirs[i].indexOf(id) + 1 || "not found"})`);
  }
  row.forEach((cell, kind) => { totals[kind].ours.push(...cell.ours); totals[kind].theirs.push(...cell.theirs); });
  show(basename(archive), row);
}
show("all", totals);
rmSync(work, { recursive: true });
const LEAST = [0.9, 0.8, 0.9, 0.9];
const wrong = totals.flatMap(({ ours, theirs }, kind) => (mean(ours) < LEAST[kind] || mean(ours) < mean(theirs) ? [KINDS[kind]] : []));
if (wrong.length) {
  console.error(`too low: ${wrong.join(", ")}`);
  process.exitCode = 1;
}

function show(name, row) {
  const cells = row.map(({ ours, theirs }, kind) => `${KINDS[kind]} ${mean(ours).toFixed(3)} (Pagefind ${mean(theirs).toFixed(3)}, n=${ours.length})`);
  console.log(`${name}: ${cells.join("; ")}`);
}
