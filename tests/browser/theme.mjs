// The theme of docs/theming.md with a font and pictures of its own, in a real browser: under a sub-path as GitHub Pages
// serves projects, on a page that is not there, and from the disk, its files load and the policy has nothing to stop.
//   node theme.mjs HINDSITE
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, serve } from "./site.mjs";

const [hindsite] = process.argv.slice(2);
if (!hindsite) throw new Error("usage: node theme.mjs HINDSITE");
const font = execFileSync("fc-match", ["--format=%{file}", "DejaVu Serif"], { encoding: "utf8" });
const folder = mkdtempSync(join(tmpdir(), "hindsite-theme-"));
const write = (path, text) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
write("hindsite.toml", 'title = "Acme"\nbase_url = "https://acme.github.io/postmortems/"\ntheme = "acme"\n');
write("content/2026-01-05-disk.md", "---\ntitle: Disk full\nservices: [db]\n---\n- it was full\n");
write("static/grid.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8"/></svg>');
write("themes/acme/theme.toml", 'css = ["look/extra.css"]\nlogo = { file = "wide.svg", alt = "Acme" }\n[colors]\naccent = "#7a1f5c"\n');
write("themes/acme/assets/dots.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="2"/></svg>');
// As a photograph would be, it is stretched to whatever room it gets.
const wide = '<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="100" preserveAspectRatio="none"><path d="M0 0h99v99z"/></svg>';
write("themes/acme/assets/wide.svg", wide);
write("themes/acme/assets/look/type.css", "@font-face { font-family: Acme; src: url(../fonts/acme.ttf) format('truetype') }\n");
write(
  "themes/acme/assets/look/extra.css",
  '@import "type.css";\nbody { font-family: Acme; background-image: url(../dots.svg) }\nh1 { background-image: url("../../grid.svg") }\n',
);
mkdirSync(join(folder, "themes/acme/assets/fonts"), { recursive: true });
copyFileSync(font, join(folder, "themes/acme/assets/fonts/acme.ttf"));
const output = join(folder, "site");
execFileSync(resolve(hindsite), ["build", "--output", output, "--today", "2026-11-22", "--quiet"], { cwd: folder, stdio: "inherit" });

const [site, browser] = [await serve(output, { prefix: "/postmortems/" }), await launch()];
const wrong = [];
const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
await context.exposeFunction("report", (what) => wrong.push(what));
await context.addInitScript(() => {
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.report(`${location.href}: ${event.violatedDirective} ${event.blockedURI}`);
  });
});
const page = await context.newPage();
const served = `${site.origin}/postmortems/`;
const disk = `${pathToFileURL(output)}/`;
for (const address of [served, `${served}incidents/2026-01-05-disk/`, `${served}no/such/page/`, `${disk}index.html`]) {
  const loaded = new Set();
  const ended = (request) => loaded.add(request.url().replace(/^.*\//, "").replace(/\.[0-9a-f]{10}\./, "."));
  const answered = async (request) => ((await request.response())?.ok() === false && !request.isNavigationRequest() ? wrong.push(`${address}: no ${request.url()}`) : ended(request));
  page.on("requestfinished", answered);
  await page.goto(address, { waitUntil: "networkidle" });
  const fonts = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].map((face) => `${face.family} ${face.status}`).join();
  });
  if (fonts !== "Acme loaded") wrong.push(`${address}: ${fonts || "no font"}`);
  const names = ["look-extra.css", "look-type.css", "fonts-acme.ttf", "dots.svg", "grid.svg"];
  for (const name of names) if (!loaded.has(name)) wrong.push(`${address}: ${name} was not loaded`);
  const logo = await page.locator(".brand img").evaluate((image) => [getComputedStyle(image).objectFit, image.getBoundingClientRect().right - innerWidth]);
  if (logo[0] !== "contain" || logo[1] > 0) wrong.push(`${address}: the logo is squeezed or cut off`);
  page.removeListener("requestfinished", answered);
}
await browser.close();
site.close();
rmSync(folder, { recursive: true });
console.log(wrong.length ? wrong.join("\n") : "a font, an import and two pictures of a theme load on 4 pages");
process.exit(wrong.length ? 1 : 0);
