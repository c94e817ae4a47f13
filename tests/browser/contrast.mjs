// Every ink of the theme on every ground it may stand on: WCAG contrast of at least 4.5, dark and light.
//   node contrast.mjs SITE
import { launch, serve } from "./site.mjs";

const INKS = ["ink", "quiet", "accent", "good", "bad", "warn", "code-name"];
const TONES = ["accent", "good", "bad", "warn"];
const folder = process.argv[2];
if (!folder) throw new Error("usage: node contrast.mjs SITE");

const site = await serve(folder);
const browser = await launch();
let low = 0;
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ colorScheme, bypassCSP: true });
  await page.goto(site.origin);
  const pairs = await page.evaluate(({ inks, tones }) => {
    const probe = document.body.appendChild(document.createElement("canvas")).getContext("2d");
    const element = document.body.appendChild(document.createElement("i"));
    const rgb = (value) => {
      element.style.color = value;
      probe.fillStyle = getComputedStyle(element).color;
      probe.fillRect(0, 0, 1, 1);
      return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const grounds = [["paper", "var(--paper)"], ["surface", "var(--surface)"]];
    // Alerts are tinted with their tone; on them stand ink and the tone itself.
    const tinted = tones.map((tone) => [tone, `color-mix(in srgb, var(--${tone}) 7%, var(--paper))`]);
    return [
      ...inks.flatMap((ink) => grounds.map(([name, ground]) => [`${ink} on ${name}`, rgb(`var(--${ink})`), rgb(ground)])),
      ...tinted.flatMap(([tone, ground]) =>
        ["ink", "quiet", "accent", tone].map((ink) => [`${ink} on an alert in ${tone}`, rgb(`var(--${ink})`), rgb(ground)]),
      ),
      ["paper on ink", rgb("var(--paper)"), rgb("var(--ink)")],
    ];
  }, { inks: INKS, tones: TONES });
  for (const [name, ink, ground] of pairs) {
    const ratio = contrast(ink, ground);
    if (ratio < 4.5) {
      low += 1;
      console.error(`${colorScheme}: ${name}: ${ratio.toFixed(2)}`);
    }
  }
  const worst = Math.min(...pairs.map(([, ink, ground]) => contrast(ink, ground)));
  console.log(`${colorScheme}: ${pairs.length} pairs, the lowest ${worst.toFixed(2)}`);
  await page.close();
}
await browser.close();
site.close();
process.exitCode = low > 0 ? 1 : 0;

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
