// Pictures of every kind of page, for people to look at.
//   node screenshots.mjs SITE OUT [--width 1280,360] [--scheme light,dark] [--fold] [PATH…]
// `--fold` stops at the first screen. A page wider than its window is an error.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { kinds, launch, serve, settled } from "./site.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: "string", default: "1280,360" },
    scheme: { type: "string", default: "light,dark" },
    height: { type: "string", default: "900" },
    fold: { type: "boolean", default: false },
  },
});
const [folder, out, ...paths] = positionals;
if (!out) throw new Error("usage: node screenshots.mjs SITE OUT [PATH…]");
mkdirSync(out, { recursive: true });
const named = (path) => [path.replace(/^\/|\/$/g, "").replaceAll(/[^a-z0-9-]+/gi, "-") || "home", path];
const pages = paths.length > 0 ? paths.map(named) : kinds(folder);

const site = await serve(folder);
const browser = await launch();
let wide = 0;
for (const colorScheme of values.scheme.split(",")) {
  for (const width of values.width.split(",").map(Number)) {
    const viewport = { width, height: Number(values.height) };
    const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1 });
    for (const [name, path] of pages) {
      await page.goto(site.origin + path);
      await settled(page);
      const full = await page.evaluate(() => document.documentElement.scrollWidth);
      if (full > width) {
        wide += 1;
        console.error(`${path} is ${full} px wide in a window of ${width} px`);
      }
      await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: !values.fold });
    }
    await page.close();
  }
}
await browser.close();
site.close();
process.exitCode = wide > 0 ? 1 : 0;
