// The development server as an author uses it: a knowledge base in a folder, the program, open pages, saves.
//   node serve.mjs HINDSITE
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import assert from "node:assert/strict";
import { launch } from "./site.mjs";

const program = process.argv[2];
if (!program) throw new Error("usage: node serve.mjs HINDSITE");
const folder = mkdtempSync(join(tmpdir(), "hindsite-serve-"));

function save(path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const paragraphs = Array.from({ length: 80 }, (_, n) => `Paragraph ${n} of a long story about a queue.\n\n`).join("");
const document = (title, body) => `---\ntitle: ${title}\ndate: 2026-03-02\n---\n\n${body}\n`;
const template = "<html><body><p>not here</p></body></html>\n";
save("hindsite.toml", 'title = "Acme"\ntheme = "own"\n');
save("themes/own/assets/style.css", "body { color: rgb(1, 1, 1) }\n");
save("themes/own/templates/404.html", template);
save("content/a.md", document("First", paragraphs));
save("content/b.md", document("Second", paragraphs));

const server = spawn(resolve(program), ["-C", folder, "serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
const origin = await new Promise((done, fail) => {
  let said = "";
  server.stderr.on("data", (chunk) => {
    said += chunk;
    const found = /Serving (http:\/\/[^/]+)\//.exec(said);
    if (found) done(found[1]);
  });
  server.on("exit", () => fail(new Error(`the server ended: ${said}`)));
});
const browser = await launch();
let failed = 0;

/** Waits for what is not the program's: a browser can wait for ever for the end of a page that is being loaded. */
const within = (seconds, promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 1000 * seconds).unref())]);

/** A page that is open, with what it was not supposed to do; `stays` tells whether it was never loaded again. */
async function open(path) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 600 } });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => { if (/content security policy/i.test(message.text())) problems.push(message.text()); });
  await page.goto(origin + path);
  await page.evaluate(() => { globalThis.stayed = true; });
  const stays = () => page.evaluate(() => globalThis.stayed === true);
  return { page, problems, stays, close: () => context.close() };
}

async function test(name, run) {
  const pages = [];
  const opened = async (path) => {
    pages.push(await open(path));
    return pages.at(-1);
  };
  try {
    await run(opened);
    assert.deepEqual(pages.flatMap((page) => page.problems), []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED  ${name}\n${error.stack}`);
  }
  for (const page of pages) await within(10, page.close());
}

// Its host has no box of its own.
const overlay = (page) => page.locator("hindsite-problem .problem");
const report = async (page) => {
  await overlay(page).waitFor();
  return overlay(page).locator("pre").textContent();
};
const shows = (page, text) => page.locator("main", { hasText: text }).waitFor();
const colour = (page, value) => page.waitForFunction((value) => getComputedStyle(document.body).color === value, value);

await test("a save is on the open page, and the page stays where it was", async (opened) => {
  const { page } = await opened("/incidents/a/");
  for (const [turn, place] of [700, 1400].entries()) {
    await page.evaluate((place) => scrollTo({ top: place, behavior: "instant" }), place);
    save("content/a.md", document("First", `${paragraphs}Saved in turn ${turn}.`));
    await shows(page, `Saved in turn ${turn}.`);
    await page.waitForFunction((place) => Math.abs(scrollY - place) < 2, place);
  }
});

await test("only the page whose bytes changed is loaded again", async (opened) => {
  const [a, b] = [await opened("/incidents/a/"), await opened("/incidents/b/")];
  save("content/a.md", document("First", `${paragraphs}Of no interest to the other.`));
  await shows(a.page, "Of no interest to the other.");
  assert.equal(await a.stays(), false);
  // What follows reaches the other page after what came before.
  save("content/a.md", "---\ntitle: never closed\n");
  await overlay(b.page).waitFor();
  assert.equal(await b.stays(), true);
  save("content/a.md", document("First", paragraphs));
  await overlay(b.page).waitFor({ state: "detached" });
  assert.equal(await b.stays(), true);
});

await test("a list follows the title of a page that is in it", async (opened) => {
  const { page } = await opened("/incidents/");
  save("content/b.md", document("Second thoughts", paragraphs));
  await shows(page, "Second thoughts");
});

await test("a style is swapped without loading the page", async (opened) => {
  const { page, stays } = await opened("/incidents/b/");
  await colour(page, "rgb(1, 1, 1)");
  await page.evaluate(() => scrollTo({ top: 500, behavior: "instant" }));
  for (const shade of ["rgb(2, 2, 2)", "rgb(3, 3, 3)"]) {
    save("themes/own/assets/style.css", `body { color: ${shade} }\n`);
    await colour(page, shade);
  }
  await page.waitForFunction(() => document.querySelectorAll('link[rel~="stylesheet"]').length === 1);
  assert.equal(await stays(), true);
  assert.equal(await page.evaluate(() => scrollY), 500);
});

await test("a broken document: its path, line and caret over the last good page, as text; mended, it goes", async (opened) => {
  const { page, stays } = await opened("/incidents/a/");
  save("content/a.md", '---\ntitle: fine\ndate: [<img src=x onerror="globalThis.ran=true">\n---\n');
  const text = await report(page);
  for (const part of [/content\/a\.md:\d+:\d+/, /\^/, /onerror="globalThis\.ran=true"/]) assert.match(text, part);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.equal(await overlay(page).locator("img").count(), 0);
  await shows(page, "Paragraph 79 of a long story");
  assert.equal(await stays(), true, "the last good page stays");
  save("content/a.md", document("First", `${paragraphs}Mended.`));
  await shows(page, "Mended.");
  assert.equal(await overlay(page).count(), 0);
});

await test("a page that is opened while something is broken shows it too", async (opened) => {
  save("content/a.md", "---\ntitle: never closed\n");
  const first = await opened("/incidents/b/");
  assert.match(await report(first.page), /content\/a\.md:1:1/);
  await overlay(first.page).locator("button").click();
  await overlay(first.page).waitFor({ state: "detached" });
  save("content/a.md", document("First", paragraphs));
  const second = await opened("/incidents/b/");
  await second.page.waitForLoadState("load");
  assert.equal(await overlay(second.page).count(), 0);
});

for (const [what, path, broken, whole] of [
  ["template", "themes/own/templates/404.html", "{% if %}", template],
  ["hindsite.toml", "hindsite.toml", 'titel = "Acme"\n', 'title = "Acme"\ntheme = "own"\n'],
]) {
  await test(`a broken ${what} is no different`, async (opened) => {
    const { page, stays } = await opened("/incidents/b/");
    save(path, broken);
    assert.ok((await report(page)).includes(path.split("/").at(-1)));
    save(path, whole);
    await overlay(page).waitFor({ state: "detached" });
    assert.equal(await stays(), true);
  });
}

await test("the search finds the word of the last save", async (opened) => {
  save("content/a.md", document("First", `${paragraphs}The zeppelin landed.`));
  const first = await opened("/incidents/a/");
  await shows(first.page, "The zeppelin landed.");
  const { page } = await opened("/search/?q=zeppelin");
  await page.locator("li[data-incident]").first().waitFor();
  save("content/a.md", document("First", `${paragraphs}The balloon landed.`));
  await shows(first.page, "The balloon landed.");
  const after = await opened("/search/?q=balloon");
  await after.page.locator("li[data-incident]").first().waitFor();
});

await within(10, browser.close());
server.removeAllListeners("exit");
const ended = new Promise((done) => server.on("exit", done));
server.kill("SIGINT");
await ended;
rmSync(folder, { recursive: true });
process.exit(failed > 0 ? 1 : 0);
