// Every payload in every place of a document, in a real browser: each page is opened and each payload searched for.
// Nothing runs, nothing is asked of another host, and the policy of the pages has nothing to stop.
//   node payloads.mjs HINDSITE
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, serve } from "./site.mjs";

const [hindsite] = process.argv.slice(2);
if (!hindsite) throw new Error("usage: node payloads.mjs HINDSITE");
const payloads = readFileSync(new URL("../hostile/payloads.txt", import.meta.url), "utf8").split("\n").filter(Boolean);
const TEXTS = ["title", "severity", "status", "summary", "root_cause", "trigger", "detected_by", "customer", "slug"];
const LISTS = ["tags", "services", "authors", "contributing_factors", "symptoms", "aliases", "related"];
const BODY = (text) => [
  `# ${text}`, text, "## Timeline", `- 10:00 ${text}\n- 10:05 it ended`, "## Action items", `- [ ] ${text} (@${text}, due 2026-02-01)`,
  `| a | b |\n|---|---|\n| ${text} | \`${text}\` |`, `[${text}](x) [a](${text}) [a](<${text}>) [a](x "${text}")`,
  `![${text}](x.png) ![a](<${text}>) ![a](x.png '${text}')`, `note[^n]\n\n[^n]: ${text}`, `<div title="${text}">${text}</div>`,
  `<p title='${text}'>`, `> ${text}`, `~~~${text}\n${text}\n~~~`, `## ${text}`, text,
].join("\n\n");
const places = TEXTS.length + LISTS.length + 26;

const folder = mkdtempSync(join(tmpdir(), "hindsite-payloads-"));
mkdirSync(join(folder, "content"));
writeFileSync(join(folder, "hindsite.toml"), 'title = "Payloads"\n');
payloads.forEach((payload, number) => {
  const quoted = JSON.stringify(payload);
  const front = [...TEXTS.map((key) => `${key}: ${quoted}`), ...LISTS.map((key) => `${key}: [${quoted}]`)];
  front.push("date: 2026-01-05", `actions: [{ title: ${quoted}, owner: ${quoted}, ticket: ${quoted}, due: 2026-02-01 }]`);
  writeFileSync(join(folder, "content", `payload-${number}.md`), `---\n${front.join("\n")}\n---\n${BODY(payload)}\n`);
});
const output = join(folder, "site");
execFileSync(resolve(hindsite), ["build", "--output", output, "--today", "2026-11-22", "--quiet"], { cwd: folder, stdio: ["ignore", "inherit", "ignore"] });

// A former address leads on as it opens; what stands in such a page, an HTML5 parser judges (tests/it/judge.rs).
const stays = (file) => !readFileSync(join(output, file), "utf8").includes('<meta http-equiv="refresh"');
const pages = readdirSync(output, { recursive: true }).filter((file) => file.endsWith(".html") && stays(file));
const [site, browser] = [await serve(output), await launch()];
const wrong = [];
const context = await browser.newContext();
await context.route("**", (route) => {
  if (new URL(route.request().url()).origin === site.origin) return route.continue();
  // A picture of another host may be shown: its author says so, and the policy allows it. Nothing else may be asked for.
  if (route.request().resourceType() !== "image") wrong.push(`asked for ${route.request().url()}`);
  return route.abort();
});
await context.exposeFunction("report", (what) => wrong.push(what));
await context.addInitScript(() => {
  document.addEventListener("securitypolicyviolation", (event) => {
    // Pictures of schemes that no page may load are refused by the policy as well as by us.
    globalThis.report(`${location.pathname}: ${event.violatedDirective} ${event.blockedURI}`);
  });
});
const page = await context.newPage();
page.on("dialog", (dialog) => {
  wrong.push(`a dialog: ${dialog.message()}`);
  return dialog.dismiss();
});
const ran = async (where) => {
  const found = await page.evaluate(() => ("__x" in globalThis ? "__x" : "") + (typeof document.body !== "object" ? "document.body" : ""));
  if (found) wrong.push(`${where}: ${found}`);
};
for (const file of pages) {
  await page.goto(`${site.origin}/${file.replace(/index\.html$/, "").split("/").map(encodeURIComponent).join("/")}`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
  await ran(file);
}
for (const payload of payloads) {
  await page.goto(`${site.origin}/search/?q=${encodeURIComponent(payload)}&find=${encodeURIComponent(payload)}`);
  await page.locator(".found-list > li, .search-advice:not([hidden])").first().waitFor();
  await page.locator("#hs-search input[type=search]").fill(`x ${payload}`);
  await ran(`search for ${payload}`);
}
await browser.close();
site.close();
rmSync(folder, { recursive: true, force: true });
for (const line of [...new Set(wrong)].slice(0, 30)) console.error(line);
console.log(`payloads: ${payloads.length} in ${places} places, ${pages.length} pages and ${payloads.length} searches in a browser, ${wrong.length} executed or stopped`);
process.exitCode = wrong.length > 0 ? 1 : 0;
