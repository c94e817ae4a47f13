// Draws the pictures that stand for a page where it is shared: one a kind of page, 1200 by 630.
//   node previews.mjs OUT
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./site.mjs";

const [out] = process.argv.slice(2);
if (!out) throw new Error("usage: node previews.mjs OUT");
mkdirSync(out, { recursive: true });
const icon = readFileSync(new URL("../../themes/default/assets/icon.svg", import.meta.url), "utf8");

const rug = (at) => at.map((x) => `<rect x="${x}" y="0" width="6" height="60"/>`).join("");
const line = `<rect class="line" x="0" y="28" width="1000" height="4"/>`;
const KINDS = {
  home: ["Postmortems", "What happened lately, what keeps happening, what we promised", line + rug([40, 90, 210, 230, 330, 520, 530, 700, 860, 880, 960])],
  incident: ["A postmortem", "What happened, why, and what follows from it",
    `<rect class="bad" x="0" y="8" width="180" height="44"/><rect class="warn" x="180" y="8" width="120" height="44"/><rect x="300" y="8" width="460" height="44"/><rect class="good" x="760" y="8" width="240" height="44"/>` +
    [0, 180, 300, 760, 994].map((x) => `<rect class="ink" x="${x}" y="0" width="6" height="60"/>`).join("")],
  list: ["Incidents", "By service, by cause, by year", line + rug([20, 30, 60, 400, 420, 640, 650, 655, 900])],
  report: ["Reports", "Which causes come back, and whether the fixes held",
    [30, 18, 44, 26, 60, 38, 50, 22, 34, 56].map((h, i) => `<rect x="${i * 104}" y="${60 - h}" width="64" height="${h}"/>`).join("")],
  search: ["Search", "Paste an error line, find the incident that had it",
    `<rect class="line" x="0" y="4" width="1000" height="4"/><rect class="line" x="0" y="54" width="1000" height="4"/><rect class="line" x="0" y="4" width="4" height="54"/><rect class="line" x="996" y="4" width="4" height="54"/><rect x="24" y="18" width="5" height="26"/>`],
};
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
for (const [kind, [title, words, picture]] of Object.entries(KINDS)) {
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 90px 100px; box-sizing: border-box; height: 630px; background: #fff; color: #14212b; font: 38px/1.35 "Liberation Sans", Arial, sans-serif; display: grid; grid-template-rows: auto 1fr auto; }
    header { border-top: 6px solid #14212b; padding-top: 28px; } header svg { width: 72px; height: 72px; }
    h1 { margin: 70px 0 14px; font-size: 104px; line-height: 1; letter-spacing: -.03em; } p { margin: 0; color: #566570; }
    rect { fill: #0b6075; } .line { fill: #d9e0e4; } .bad { fill: #b3261e; } .warn { fill: #8d5500; } .good { fill: #1c7147; } .ink { fill: #14212b; }
  </style><header>${icon}</header><div><h1>${title}</h1><p>${words}</p></div><svg viewBox="0 0 1000 60" width="1000" height="60">${picture}</svg>`);
  await page.screenshot({ path: join(out, `preview-${kind}.png`) });
}
await browser.close();
