// The search as a person uses it, on a site built from the example knowledge base.
//   node search.mjs SITE
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import { launch, serve } from "./site.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node search.mjs SITE");
const work = mkdtempSync(join(tmpdir(), "hindsite-search-"));
// The same site below a path, as GitHub Pages has it.
cpSync(folder, join(work, "team", "postmortems"), { recursive: true });
cpSync(join(folder, "404.html"), join(work, "404.html"));
const site = await serve(work);
const root = `${site.origin}/team/postmortems/`;
const browser = await launch();
let failed = 0;

async function test(name, run, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => { if (/content security policy/i.test(message.text())) problems.push(message.text()); });
  page.setDefaultTimeout(15_000);
  try {
    await run(page);
    assert.deepEqual(problems, []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED  ${name}\n${error.stack}`);
  }
  await context.close();
}

const box = (page) => page.locator("form.search-box input[type=search]");
const found = (page) => page.locator("li[data-incident]");
const ids = (page) => found(page).evaluateAll((items) => items.map((item) => item.dataset.incident));
const status = (page) => page.locator("[role=status][aria-live]");
const settled = async (page, text) => page.waitForFunction((text) => document.querySelector("[role=status]")?.textContent.includes(text), text);

/** One of the marks comes to be on the screen, once the page has loaded. */
async function assertMarkOnScreen(page) {
  await page.locator("main .found-mark").first().waitFor();
  await page.waitForFunction(() => document.readyState === "complete" && [...document.querySelectorAll("main .found-mark")].some((mark) => {
    const { top, bottom, height } = mark.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight;
  }));
}

await test("type, arrow, Enter: the section, with the match marked and on the screen", async (page) => {
  await page.goto(root);
  await page.keyboard.press("/");
  await page.keyboard.type("leap second");
  await settled(page, "incident");
  const input = box(page);
  assert.equal(await input.getAttribute("role"), "combobox");
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await input.getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  const id = await page.locator(`#${active}`).getAttribute("data-incident");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/incidents\/[^/]+\/\?find=[^#]+#.+/);
  assert.ok(page.url().startsWith(`${root}incidents/${id}/`), page.url());
  const anchor = new URL(page.url()).hash.slice(1);
  assert.equal(await page.locator(`[id="${anchor}"]`).count(), 1, `the section ${anchor} is there`);
  const marks = page.locator("article .found-mark");
  assert.match((await marks.allTextContents()).join(" ").toLowerCase(), /leap|second/);
  await assertMarkOnScreen(page);
});

await test("results follow each key, and none vanishes between restart and restarting", async (page) => {
  await page.goto(root);
  await box(page).focus();
  await page.keyboard.type("restart");
  await settled(page, "incident");
  const before = await found(page).count();
  for (const key of "ing") {
    await page.keyboard.type(key);
    await page.waitForTimeout(150);
    assert.ok(await found(page).count() > 0, `results after ${key}`);
  }
  assert.ok(before > 0);
  const scores = await found(page).evaluateAll((items) => items.map((item) => item.dataset.score));
  assert.ok(scores.every((score) => /^\d+\.\d{4}$/.test(score)), String(scores));
  await page.keyboard.press("Escape");
  assert.equal(await box(page).getAttribute("aria-expanded"), "false");
});

await test("misspelt words are shown, gibberish finds nothing", async (page) => {
  await page.goto(root);
  await box(page).fill("certifcate");
  await settled(page, "also: certificate");
  await box(page).fill("xqzvwj");
  await settled(page, "Nothing found");
  assert.equal(await found(page).count(), 0);
});

await test("facets: OR inside, AND across, chips, sort, and Back", async (page) => {
  await page.goto(`${root}search/`);
  await settled(page, "37 incidents");
  const facet = (kind) => page.locator(`fieldset[data-facet=${kind}] input`);
  const count = async () => Number((await status(page).textContent()).match(/^\d+/)[0]);
  const label = async (kind, at) => Number(await page.locator(`fieldset[data-facet=${kind}] .number`).nth(at).textContent());
  const changed = (n) => page.waitForFunction((n) => !document.querySelector("[role=status]").textContent.startsWith(`${n} `), n);
  const first = await label("service", 0);
  await facet("service").nth(0).check();
  await changed(37);
  assert.equal(await count(), first, "the count told it");
  await facet("service").nth(1).check();
  await changed(first);
  const both = await count();
  assert.ok(both > first && both < 37, "two services are alternatives");
  await facet("severity").nth(0).check();
  await changed(both);
  assert.ok(await count() < both, "a severity narrows");
  await page.waitForFunction(() => document.querySelectorAll(".search-chips button").length === 3);
  assert.match(page.url(), /\?service=[^&]+&service=[^&]+&severity=/);
  const narrow = await count();
  await page.locator(".search-bar select").selectOption("duration");
  await page.waitForURL(/sort=duration/);
  await page.goBack();
  await page.goBack();
  await changed(narrow);
  assert.equal(await count(), both);
  await page.locator(".search-chips button").first().click();
  await changed(both);
  assert.match(page.url(), /\?service=[^&]+$/);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll(".search-chips button").length === 1);
});

await test("more is shown once, however often it is asked for", async (page) => {
  await page.goto(`${root}search/`);
  await settled(page, "37 incidents");
  await page.locator("li[data-incident]").nth(19).waitFor();
  await page.evaluate(() => { const more = [...document.querySelectorAll(".search-more")].at(-1); more.click(); more.click(); });
  await page.waitForFunction(() => document.querySelectorAll("li[data-incident]").length > 20);
  await page.waitForTimeout(1500);
  const shown = await ids(page);
  assert.equal(shown.length, 37);
  assert.equal(new Set(shown).size, 37, "none twice");
});

await test("a line of JSON is a query as it is pasted", async (page) => {
  await page.goto(root);
  await box(page).fill('{"level":"error","ts":1764299564.1,"msg":"x509: certificate has expired or is not yet valid","-f":"status:503"}');
  await found(page).first().waitFor();
  assert.match(await found(page).first().textContent(), /certificate/i);
});

await test("the keys of an input method are its own", async (page) => {
  await page.goto(root);
  await box(page).fill("certificate");
  await found(page).first().waitFor();
  await box(page).press("ArrowDown");
  await box(page).evaluate((input) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
  await page.waitForTimeout(500);
  assert.equal(page.url(), root);
});

await test("the query is in the address, with excerpts and up to three sections", async (page) => {
  await page.goto(`${root}search/?q=certificate+expired`);
  await settled(page, "incidents");
  await page.locator("li[data-incident] mark").first().waitFor();
  const hits = await found(page).first().locator(".found-hits p").count();
  assert.ok(hits >= 1 && hits <= 3, String(hits));
  assert.match(await found(page).first().locator(".found-hits a").first().getAttribute("href"), /#/);
  await page.locator("#hs-search input[type=search]").fill("dns");
  await page.waitForURL(/q=dns/);
  await page.locator("#hs-search input[type=search]").press("Enter");
  await found(page).first().locator(".found-title").click();
  await page.waitForURL(/\/incidents\//);
  await assertMarkOnScreen(page);
  await page.goBack();
  await settled(page, "incident");
  assert.equal(await page.locator("#hs-search input[type=search]").inputValue(), "dns");
});

await test("a match that only the front matter has is shown", async (page) => {
  await page.goto(`${root}search/?q=unicorn`);
  await settled(page, "incident");
  const hit = page.locator(".found-hits p", { hasText: "Symptoms" }).first();
  await hit.locator("mark").first().waitFor();
  assert.match(await hit.innerText(), /unicorn/);
});

await test("Ctrl+K comes to the box; the box leads to the page with all results", async (page) => {
  await page.goto(`${root}services/`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("database");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\/\?q=database$/);
  await settled(page, "incidents");
});

await test("from disk, without a server", async (page) => {
  await page.goto(pathToFileURL(resolve(folder, "index.html")).href);
  await box(page).fill("thundering herd");
  await settled(page, "incident");
  const [first] = await ids(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/index\.html\?find=/);
  assert.ok(page.url().includes(`/incidents/${first}/`), page.url());
  await assertMarkOnScreen(page);
  await page.goto(`${pathToFileURL(resolve(folder, "search/index.html")).href}?q=dns`);
  await settled(page, "incident");
  await page.waitForFunction(() => document.querySelectorAll("fieldset[data-facet] input").length > 5);
});

await test("nothing a person types runs", async (page) => {
  await page.goto(`${root}search/?q=${encodeURIComponent('<img src=x onerror=window.ran=1> "><script>window.ran=1</script>')}`);
  await settled(page, "o");
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await page.goto(`${root}incidents/?find=${encodeURIComponent("<script>window.ran=1</script>")}`);
  assert.equal(await page.evaluate(() => window.ran), undefined);
});

await test("a page from before a deploy finds the new shards", async (page) => {
  const folder = join(work, "team", "postmortems", "search");
  await page.goto(root);
  await box(page).fill("dns");
  await settled(page, "incident");
  // The deploy: every shard under another name, and a head that names them.
  const head = readFileSync(join(folder, "head.js"), "utf8");
  const digests = [...new Set(readdirSync(folder).map((name) => name.split(".")[1]).filter((digest) => /^[0-9a-f]{10}$/.test(digest)))];
  let renamed = head;
  for (const digest of digests) renamed = renamed.replaceAll(digest, [...digest].reverse().join(""));
  for (const name of readdirSync(folder)) {
    const [kind, digest] = name.split(".");
    if (!digests.includes(digest)) continue;
    const next = [...digest].reverse().join("");
    if (next === digest) continue;
    const text = readFileSync(join(folder, name), "utf8").replace(`${kind}.${digest}`, `${kind}.${next}`);
    rmSync(join(folder, name));
    writeFileSync(join(folder, `${kind}.${next}.js`), text);
  }
  writeFileSync(join(folder, "head.js"), renamed);
  await box(page).fill('"thundering herd"');
  await page.waitForFunction(() => /^[1-9]/.test(document.querySelector("[role=status]").textContent) && document.querySelector("form.search-box input").value.startsWith('"'));
  assert.ok(await found(page).count() > 0);
});

for (const width of [320, 390, 600, 1280]) {
  await test(`${width} px wide, the list is below the box and on the screen`, async (page) => {
    await page.goto(root);
    await box(page).fill("expired");
    await found(page).first().waitFor();
    const { bottom, top, left, right } = await page.evaluate(() => {
      const { bottom } = document.querySelector("form.search-box input").getBoundingClientRect();
      const { top, left, right } = document.querySelector(".found-panel").getBoundingClientRect();
      return { bottom, top, left, right };
    });
    assert.ok(top >= bottom && left >= 0 && right <= width, JSON.stringify({ bottom, top, left, right }));
  }, { viewport: { width, height: 800 } });
}

await test("a filter for a name that nobody has is text, and its name is not offered as a search", async (page) => {
  await page.goto(root + "search/?q=service%3Adatabse+leap");
  await settled(page, "no incident has the service `databse`, so it is searched as text");
  await found(page).first().waitFor();
  await page.goto(root + "search/?q=date%3A1850+leap");
  await settled(page, "Nothing found");
  await page.locator(".search-advice button").first().waitFor();
  const offered = await page.locator(".search-advice button").allInnerTexts();
  assert.ok(offered.length === 1 && offered[0].startsWith("leap: "), offered.join(", "));
});

await test("without JavaScript the form leads to the indexes", async (page) => {
  await page.goto(root);
  await box(page).fill("dns");
  await box(page).press("Enter");
  await page.waitForURL(/\/search\/\?q=dns$/);
  await page.locator(".search-indexes a", { hasText: "All incidents" }).click();
  await page.waitForURL(/\/incidents\/$/);
}, { javaScriptEnabled: false });

await browser.close();
site.close();
rmSync(work, { recursive: true });
if (failed > 0) process.exitCode = 1;
