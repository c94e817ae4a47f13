// The ways readers take through the example site: by mouse, by keyboard only, on a narrow screen, without
// JavaScript, under a sub-path and from the disk; and what they meet where there is nothing to find.
//   node paths.mjs SITE
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { kinds, launch, launchLarge, serve, settled } from "./site.mjs";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node paths.mjs SITE");
const browser = await launch();
const site = await serve(folder);
const under = await serve(folder, { prefix: "/team/postmortems/" });
const year = readdirSync(join(folder, "years")).filter((name) => existsSync(join(folder, "years", name, "index.html"))).at(-1);

const shown = (page) => page.locator(".found-list > li[data-incident]");
const heading = (page) => page.locator("main h1").innerText();
/** Home, search, filter, read, follow a related incident, back to the same results. */
async function reader(page, home) {
  await page.goto(home);
  await page.locator(".lately .row-title").first().waitFor();
  await page.locator("form.search-box input").fill("certificate");
  await page.locator(".found-panel .found").first().waitFor();
  await page.locator("form.search-box input").press("Enter");
  await page.waitForURL(/search\/(index\.html)?\?q=certificate/);
  await shown(page).first().waitFor();
  const all = await shown(page).count();
  assert.ok(all >= 3, `${all} results for certificate`);
  const box = page.locator('fieldset[data-facet="cause"] li', { hasText: "Expired certificate" }).locator("input");
  await box.check();
  await page.waitForURL(/cause=expired-certificate/);
  await page.waitForFunction((n) => document.querySelectorAll(".found-list > li[data-incident]").length < n, all);
  const fewer = await shown(page).count();
  const title = await shown(page).first().locator(".found-title").innerText();
  await shown(page).first().locator(".found-title").click();
  await page.locator("main[itemscope] h1").waitFor();
  assert.equal(await heading(page), title);
  const related = page.locator(".related a, .same-cause .spine a").first();
  const next = await related.innerText();
  await related.click();
  await page.waitForFunction((name) => document.querySelector("h1").innerText === name, next);
  await page.goBack();
  await page.goBack();
  await page.waitForURL(/cause=expired-certificate/);
  await page.waitForFunction((n) => document.querySelectorAll(".found-list > li[data-incident]").length === n, fewer);
  assert.ok(await box.isChecked(), "the filter is still set");
}

const tab = async (page, until) => {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), until)) return;
  }
  throw new Error(`${until} is not reached by Tab`);
};

/** No mouse: the skip link, the search, the list by letters, the help, a heading's anchor. */
async function keyboard(page, home) {
  await page.goto(home);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog.keys[open]").isVisible());
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("/");
  await page.keyboard.type("leap day");
  await page.locator(".found-panel .found").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("main[itemscope] h1").waitFor();
  assert.match(await heading(page), /leap day/i);
  await page.keyboard.press("?");
  await page.locator("dialog .close:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.goto(new URL("incidents/", home).href);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  const first = await page.locator(".row-title").first().innerText();
  assert.equal(await page.evaluate(() => document.activeElement.innerText), first);
  await page.keyboard.press("Enter");
  await page.locator("main[itemscope] h1").waitFor();
  assert.equal(await heading(page), first);
  await page.goto(new URL("search/?q=certificate", home).href);
  await shown(page).first().waitFor();
  await tab(page, 'fieldset input[type="checkbox"]');
  await page.keyboard.press("Space");
  await page.waitForURL(/&/);
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.activeElement.matches(".found-title"));
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none", "the focus is seen");
}

/** The list of all incidents: filtered and sorted in place, kept in the address. */
async function list(page, home) {
  await page.goto(new URL("incidents/", home).href);
  const rows = page.locator(".row:visible");
  const all = await rows.count();
  await page.locator(".filter select[name=sort]").selectOption("longest");
  const seconds = await rows.evaluateAll((found) => found.map((row) => Number(row.dataset.seconds || -1)));
  assert.deepEqual(seconds, [...seconds].sort((a, b) => b - a));
  await page.locator(".filter select[name=severity]").selectOption({ index: 1 });
  const fewer = await rows.count();
  assert.ok(fewer > 0 && fewer < all);
  assert.match(await page.locator(".filter-status").innerText(), new RegExp(`^${fewer} of ${all}$`));
  await page.reload();
  assert.equal(await rows.count(), fewer, "the address keeps the filter");
  await page.locator(".filter input").fill("nothing has these words");
  assert.equal(await rows.count(), 0);
  assert.equal(await page.locator(".filter-status").innerText(), "Nothing in this list fits");
}

/** What the keyboard meets: years from the oldest, as they stand; no stop where nothing scrolls; every key told. */
async function stops(page, home) {
  await page.goto(home);
  const places = await page.locator(".columns a").evaluateAll((links) => links.map((link) => link.getBoundingClientRect().x));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  const { end, at } = await page.locator(".columns-window").evaluate((strip) => ({ end: strip.getBoundingClientRect().right, at: strip.querySelector("li:last-child").getBoundingClientRect().right }));
  assert.ok(at <= end, "the newest year is seen");
  await page.keyboard.press("?");
  assert.match(await page.locator("dialog.keys").innerText(), /Ctrl K/);
  await page.goto(new URL("reports/follow-ups/", home).href);
  await page.waitForFunction(() => [...document.querySelectorAll(".table, pre")].every((part) => part.hasAttribute("tabindex") === (part.scrollWidth > part.clientWidth)));
  assert.equal(await page.locator("[tabindex='0']:not([aria-label])").count(), 0, "what scrolls has a name");
}

/** The contents stand beside the text, or are folded away above it. */
async function contents(page, home, isWide) {
  await page.goto(new URL("incidents/", home).href);
  await page.locator(".row-title").first().click();
  const first = page.locator(".contents a").first();
  const isShown = () => first.evaluate((link) => link.checkVisibility());
  assert.equal(await isShown(), isWide);
  if (!isWide) await page.locator(".contents summary").click();
  assert.ok(await isShown());
  assert.match(await page.locator("article.prose h2").first().ariaSnapshot(), /^- heading "(?!.*Link to this section")/);
}

/** The calendar of a year leads to its incidents. */
async function calendar(page, home) {
  await page.goto(new URL(`years/${year}/`, home).href);
  const day = page.locator(".calendar a").first();
  const title = await day.getAttribute("title");
  await day.click();
  await page.locator("main[itemscope] h1").waitFor();
  assert.ok(title.endsWith(`: ${await heading(page)}`), title);
}

/** Where nothing is found, where nothing is, and where the search cannot be loaded. */
async function nothing(page, home) {
  await page.goto(new URL("search/?q=certificate+xyzzyq&cause=dns-automation", home).href);
  await page.locator(".search-advice button").first().waitFor();
  await page.locator(".search-advice button").first().click();
  await shown(page).first().waitFor();
  assert.ok(await page.locator(".search-advice").isHidden());
  await page.goto(new URL("search/?q=qqqqqqqqqq", home).href);
  await page.locator(".search-advice a", { hasText: "All incidents" }).waitFor();
  await page.goto(new URL("old/leap-day-postmortem.html", home).href);
  await page.locator("#hs-lost li[data-incident]").first().waitFor();
  assert.match(await page.locator("#hs-lost .found-title").first().innerText(), /leap day/i);
  await page.route(/search\/[^/]*\.js/, (route) => route.abort());
  await page.goto(new URL("search/?q=certificate", home).href);
  await page.getByText("The search cannot be loaded").waitFor();
  assert.ok(await page.locator(".search-indexes a").first().isVisible());
  await page.unroute(/search\/[^/]*\.js/);
  await page.getByRole("button", { name: "Try again" }).click();
  await shown(page).first().waitFor();
  assert.equal(await page.getByText("The search cannot be loaded").count(), 0);
}

/** Without JavaScript: everything is reached by links, lists are complete. */
async function plain(page, home) {
  await page.goto(home);
  await page.locator("nav[aria-label=Main] a", { hasText: "Incidents" }).click();
  const count = Number((await page.locator(".meta").innerText()).match(/\d+/)[0]);
  assert.equal(await page.locator(".row").count(), count, "the list is complete");
  await page.locator(".row-title").first().click();
  await page.locator(".service, .facts a").first().click();
  assert.ok((await page.locator(".row").count()) > 0);
  await page.goto(new URL("search/", home).href);
  assert.ok(await page.locator("noscript p").isVisible());
  assert.ok(await page.locator(".search-indexes a").first().isVisible());
  await page.goto(new URL(`years/${year}/`, home).href);
  await page.locator(".calendar a").first().click();
  assert.ok(await page.locator("main[itemscope] article").isVisible());
}

const disk = pathToFileURL(join(resolve(folder), "index.html")).href;
const wide = { viewport: { width: 1280, height: 900 } }, narrow = { viewport: { width: 360, height: 740 } };
/** On A4 no table of a report is wider than the paper, and the lists behind its numbers stay folded. */
async function paper(page, home) {
  await page.emulateMedia({ media: "print" });
  for (const report of ["causes", "follow-ups", "detection", "trends"]) {
    await page.goto(`${home}reports/${report}/`);
    const { wide, unfolded } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      unfolded: [...document.querySelectorAll("details.behind > ul")].filter((list) => list.checkVisibility()).length,
    }));
    assert.ok(wide <= 718 && unfolded === 0, `${report}: ${wide} px wide, ${unfolded} lists`);
    // A part longer than a page that may not break leaves the page before it empty.
    assert.equal(await page.locator(".report-part").first().evaluate((part) => getComputedStyle(part).breakInside), "auto");
  }
  await page.goto(`${home}years/${year}/`);
  const day = await page.locator(".calendar a").first().evaluate((link) => {
    const { borderTopStyle, color } = getComputedStyle(link);
    return { borderTopStyle, isDark: color === getComputedStyle(document.body).color };
  });
  assert.deepEqual(day, { borderTopStyle: "solid", isDark: true }, "a day with an incident is told without its ground");
  await page.goto(home);
  await page.locator(".lately .row-title").first().click();
  const behind = await page.locator("article.prose").evaluate((text) => {
    text.innerHTML = '<a class="full" href="http://127.0.0.1/a.svg"></a>';
    return getComputedStyle(text.firstChild, "::after").content;
  });
  assert.equal(behind, "none", "no address behind a picture");
}

/** In the colours of the system, words on a ground of their own are seen: no plate in the ground's colour behind them. */
async function forced(page, home) {
  for (const [path, selector] of [["reports/causes/", ".report-tabs [aria-current]"], [`years/${year}/`, ".calendar a"], ["", ".skip"]]) {
    await page.goto(home + path);
    const { forcedColorAdjust, color, backgroundColor } = await page.locator(selector).first().evaluate((link) => {
      const { forcedColorAdjust, color, backgroundColor } = getComputedStyle(link);
      return { forcedColorAdjust, color, backgroundColor };
    });
    assert.equal(forcedColorAdjust, "none", selector);
    assert.notEqual(color, backgroundColor, selector);
  }
}

const walks = [
  ["reader", reader, site.origin + "/", wide],
  ["reader at 360 px", reader, site.origin + "/", narrow],
  ["reader under a sub-path", reader, under.origin + "/team/postmortems/", wide],
  ["reader from the disk", reader, disk, wide],
  ["keyboard", keyboard, site.origin + "/", wide],
  ["keyboard at 360 px", keyboard, site.origin + "/", narrow],
  ["list", list, site.origin + "/", wide],
  ["list at 360 px", list, site.origin + "/", narrow],
  ["stops", stops, site.origin + "/", wide],
  ["stops at 360 px", stops, site.origin + "/", narrow],
  ["contents", (page, home) => contents(page, home, true), site.origin + "/", wide],
  ["contents at 360 px", (page, home) => contents(page, home, false), site.origin + "/", narrow],
  ["contents without JavaScript", (page, home) => contents(page, home, true), site.origin + "/", { ...wide, javaScriptEnabled: false }],
  ["calendar", calendar, site.origin + "/", wide],
  ["on paper", paper, site.origin + "/", { viewport: { width: 718, height: 1000 } }],
  ["in the system's colours", forced, site.origin + "/", { ...wide, forcedColors: "active" }],
  ["nothing there", nothing, site.origin + "/", wide],
  ["without JavaScript", plain, site.origin + "/", { ...wide, javaScriptEnabled: false }],
  ["without JavaScript at 360 px", plain, site.origin + "/", { ...narrow, javaScriptEnabled: false }],
];
let failed = 0;
for (const [name, walk, home, options] of walks) {
  const page = await browser.newPage({ ...options, reducedMotion: "reduce" });
  page.setDefaultTimeout(15000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await walk(page, home);
    assert.deepEqual(errors, []);
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.error(`FAIL ${name} at ${page.url()}: ${error.stack}`);
  }
  await page.close();
}
await browser.close();
// Letters twice as large, on a phone.
const large = await launchLarge(32, { viewport: { width: 390, height: 740 } });
const sheet = await large.newPage();
const broad = [];
for (const [name, path] of kinds(folder)) {
  await sheet.goto(site.origin + path);
  await settled(sheet);
  const full = await sheet.evaluate(() => document.documentElement.scrollWidth);
  if (full > 390) broad.push(`${name}: ${full} px`);
}
await large.close();
if (broad.length > 0) {
  failed += 1;
  console.error(`FAIL letters of 32 px at 390 px: ${broad.join(", ")}`);
}
site.close();
under.close();
console.log(`paths: ${walks.length - failed} of ${walks.length} walks`);
process.exitCode = failed > 0 ? 1 : 0;
