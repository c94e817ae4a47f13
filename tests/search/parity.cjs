// Asks a site's search and `hindsite search` the same questions, and says where they differ.
//
//   node parity.cjs HINDSITE SITE QUERIES [HINDSITE ARGUMENTS...]
//
// HINDSITE is the program, SITE a site it built, QUERIES how many questions. They are made from the text of the
// site, the same ones in every run: words, phrases, fields, ranges, prefixes, misspellings, exclusions.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { open, answer } = require("./site.cjs");

const [program, site, count, ...args] = process.argv.slice(2);

// A small generator of pseudo-random numbers (mulberry32).
let state = 7;
function random(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}
const pick = (list) => list[random(list.length)];

const documents = fs.readdirSync(path.join(site, "incidents"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => JSON.parse(fs.readFileSync(path.join(site, "incidents", entry.name, "index.json"), "utf8")))
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const textOf = (doc) => [doc.title, ...doc.sections.flatMap((section) => [section.heading, section.text])].join("\n");
const chunks = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
const word = () => pick(chunks(textOf(pick(documents))));
const plain = () => word().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "") || "incident";
const titleWord = () => pick(chunks(pick(documents).title));

function run(n) {
  const words = chunks(textOf(pick(documents)));
  const from = random(Math.max(1, words.length - n));
  return words.slice(from, from + n).join(" ").replaceAll('"', "");
}

function misspelt() {
  const letters = [...plain()];
  const at = 1 + random(Math.max(1, letters.length - 1));
  if (random(3) === 0) letters.splice(at, 1);
  else if (random(2) === 0) letters.splice(at, 0, "x");
  else [letters[at - 1], letters[at]] = [letters[at] ?? "", letters[at - 1] ?? ""];
  return letters.join("");
}

function fact() {
  const doc = pick(documents);
  const year = (doc.date ?? "2024").slice(0, 4), month = (doc.date ?? "2024-01").slice(0, 7);
  const service = doc.services[0], cause = doc.causes[0];
  return pick([
    service ? `service:${service.id}` : "has:timeline",
    service ? `service:${service.title.slice(0, 3)}*` : "has:actions",
    cause ? `cause:"${cause.title}"` : "is:recurring",
    doc.severity ? `severity:"${doc.severity}"` : "severity:1",
    doc.tags[0] ? `tag:"${doc.tags[0]}"` : "status:final",
    doc.actions[0]?.owner ? `owner:"${doc.actions[0].owner}"` : "is:overdue",
    "severity:<=2", `severity:${1 + random(4)}`, "duration:>2h", "duration:30m..3h", "ttd:<5m", "ttr:>=1h",
    `date:${month}`, `date:${year}..`, `date:>${month}`, `date:<=${year}`, `year:${year}`, `year:${Number(year) - 1}..${year}`,
    "has:open-actions", "is:recurring", "is:overdue,recurring", "detected:alert", "service:nosuch", "date:soon",
  ]);
}

const kinds = [
  word, plain, titleWord,
  () => `${plain()} ${plain()}`,
  () => `${titleWord()} ${titleWord()} ${titleWord()}`,
  () => pick(documents).title,
  () => pick(documents).id,
  () => run(8), () => run(30),
  () => `"${run(2)}"`, () => `"${run(3)}" ${plain()}`, () => `"${run(2)}`,
  () => `${plain().slice(0, 1 + random(5))}*`,
  () => plain().slice(0, 2 + random(6)), () => `${plain()} ${plain().slice(0, 3 + random(3))}`,
  misspelt, () => `${misspelt()} ${plain()}`, () => `${titleWord()} ${misspelt()} ${titleWord()}`,
  () => `${plain()} -${plain()}`, () => `${plain()} -"${run(2)}"`, () => `-${plain()}`,
  () => `${plain()} OR ${plain()}`, () => `${plain()} OR "${run(2)}" ${plain()}`, () => `${plain()} OR ${fact()}`,
  () => `title:${titleWord()}`, () => `section:${plain()}`, () => `action:${plain()} symptom:${plain()}`, () => `title:"${run(2)}"`,
  fact, () => `${fact()} ${fact()}`, () => `${plain()} ${fact()}`, () => `${plain()} -${fact()}`, () => `${plain()},${plain()} ${fact()}`,
  () => `${plain()} sort:${pick(["date", "severity", "duration", "relevance", "size"])}`, () => `${fact()} sort:duration`,
  () => `${plain()}ing ${plain()}`, () => `${plain()}s`, () => `${plain().toUpperCase()}`,
  () => `2026-03-02T14:05:31.123Z ERROR ${plain()}: ${run(5)} (req_3fa9b2c4d5e6)`,
  () => JSON.stringify({ level: "error", ts: random(1e9), caller: "a/b.go:212", msg: `${run(9)}\n${plain()}` }),
  () => `time=12:00 level=error msg="${run(7)}" user=${plain()}`, () => `{"log":"${run(5)}","${plain()}":"${plain()}"}`,
  () => `kubectl ${plain()} --${plain()} -f <${plain()}>`, () => `${plain()} -f ${plain()}`, () => `${run(4)} | grep -${plain()}`,
  () => `${run(9)} "${run(3)}" ${run(4)}`, () => `status:503 ${run(3)}`, () => `severity:ERROR ${plain()}`, () => `${run(2)} tag:${misspelt()}`,
  () => `${plain()} ${plain().slice(0, 1 + random(2))}`, () => `${run(2)} ${random(1e9)}-${plain()}.${plain()}`, () => pick(["🔥", "🔥 -a", "(", "x".repeat(70), "\"🔥\""]),
  () => `servce:${plain()} a:b http://x/${plain()}`, () => "xqzvw", () => "", () => "OR -", () => '"', () => `(${plain()}) ${pick([..."障害の対応デ。"])}`,
];

async function main() {
  const queries = Array.from({ length: Number(count) }, (_, i) => kinds[i % kinds.length]().replace(/[\r\n]/g, " "));
  const limit = String(documents.length);
  const output = execFileSync(program, [...args, "search", "--batch", "--quiet", "--format", "json", "--limit", limit], {
    input: queries.join("\n") + "\n", maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = output.toString().trimEnd().split("\n").map((line) => JSON.parse(line));
  if (answers.length !== queries.length) throw new Error(`${queries.length} questions, ${answers.length} answers`);
  const index = open(site);
  let different = 0, found = 0;
  for (let i = 0; i < queries.length; i++) {
    const theirs = answers[i], ours = await answer(index, queries[i], documents.length);
    const same = theirs.total === ours.total && theirs.relaxed === ours.relaxed
      && theirs.results.every((hit, j) => hit.id === ours.results[j].id && Math.abs(hit.score - ours.results[j].score) <= 1e-4);
    found += theirs.total > 0 ? 1 : 0;
    if (same) continue;
    different++;
    if (different > 10) continue;
    const at = theirs.results.findIndex((hit, j) => hit.id !== ours.results[j]?.id || Math.abs(hit.score - ours.results[j].score) > 1e-4);
    console.error(`differs: ${JSON.stringify(queries[i])}: hindsite ${theirs.total} ${theirs.relaxed} ${JSON.stringify(theirs.results[at] && { id: theirs.results[at].id, score: theirs.results[at].score })}, browser ${ours.total} ${ours.relaxed} ${JSON.stringify(ours.results[at])} (place ${at})`);
  }
  console.log(`${queries.length} questions to ${documents.length} documents: ${found} found something, ${different} answers differ`);
  // Questions that find nothing would agree on anything.
  if (different > 0 || found < queries.length / 2) process.exitCode = 1;
}

main();
