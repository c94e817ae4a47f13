// Accessibility of one page of each kind, dark and light, wide and narrow: no violation of axe.
//   node axe.mjs SITE [PATH…]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { kinds, launch, serve, settled } from "./site.mjs";

const [folder, ...paths] = process.argv.slice(2);
if (!folder) throw new Error("usage: node axe.mjs SITE [PATH…]");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const pages = paths.length > 0 ? paths.map((path) => [path, path]) : [...kinds(folder), ["keys", "/!keys"]];

const site = await serve(folder);
const browser = await launch();
let violations = 0;
let runs = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    // The policy of the pages forbids foreign scripts; axe is one.
    const viewport = { width, height: 900 };
    const page = await browser.newPage({ viewport, colorScheme, bypassCSP: true, reducedMotion: "reduce" });
    for (const [name, path] of pages) {
      await page.goto(site.origin + path.replace("!keys", ""));
      await settled(page);
      if (path.endsWith("!keys")) await page.keyboard.press("?");
      await page.evaluate(axe);
      const result = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values } }), tags);
      runs += 1;
      for (const violation of result.violations) {
        violations += 1;
        console.error(`${name} (${path}), ${colorScheme}, ${width} px: ${violation.id}: ${violation.help}`);
        for (const node of violation.nodes.slice(0, 3)) {
          console.error(`    ${node.target.join(" ")}\n    ${node.failureSummary.replaceAll("\n", "\n    ")}`);
        }
      }
    }
    await page.close();
  }
}
await browser.close();
site.close();
console.log(`axe: ${violations} violations in ${runs} runs over ${pages.length} pages`);
process.exitCode = violations > 0 ? 1 : 0;
