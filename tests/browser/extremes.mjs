// What archives really hold: words without a space, Japanese, nothing known, thirty services, one bullet, 40 kB.
// No page may be wider than its window, from 320 to 2,560 px; with OUT, pictures of all for people to look at.
//   node extremes.mjs HINDSITE [OUT]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, serve } from "./site.mjs";

const [hindsite, out] = process.argv.slice(2);
if (!hindsite) throw new Error("usage: node extremes.mjs HINDSITE [OUT]");
const folder = mkdtempSync(join(tmpdir(), "hindsite-extremes-"));
mkdirSync(join(folder, "content"));
const long = "kube-controller-manager-lease-renewal-deadline-exceeded-in-".repeat(4);
const services = Array.from({ length: 30 }, (_, i) => `service-with-a-name-${i + 1}`);
const write = (name, front, body) => writeFileSync(join(folder, "content", `${name}.md`), `---\n${front}\n---\n${body}\n`);
write("2026-01-01-bullet", "title: One bullet\ndate: 2026-01-01", "- it was down");
write("2026-01-02-nothing", "tags: []", "It was down.");
write("2026-01-03-word", `title: ${long}\nseverity: SEV1\nservices: [${long}]\nroot_cause: ${long.slice(0, 60)}\ntags: [${long}]\nowner_team_field_with_a_name: ${long}`,
  `## ${long}\n\n${long}${long}\n\n\`${long}${long}\`\n\n\`\`\`\n${long}${long}\n\`\`\`\n\n| a | b | c |\n|---|---|---|\n| ${long} | ${long} | x |\n\n- [ ] ${long} (@someone, due 2026-02-01)\n\nhttps://example.org/${long}`);
write("2026-01-04-title", `title: ${"A title that goes on and on, since its author had much to say, ".repeat(5)}\nservices: [checkout]\nseverity: SEV2`, "- words");
write("2026-01-05-japanese", "title: 決済サービスが四十一分間にわたり五〇三を返した障害の振り返り\nservices: [決済, 認証基盤]\nroot_cause: 証明書の期限切れ\nseverity: SEV1\nstarted: 2026-01-05T01:00:00Z\ndetected: 2026-01-05T01:12:00Z\nresolved: 2026-01-05T01:41:00Z",
  `## 概要\n\n${"証明書の有効期限が切れていたため、すべての接続が拒否された。".repeat(20)}\n\n## タイムライン\n\n- 01:00 証明書の期限が切れた\n- 01:12 監視が警報を出した\n- 01:41 新しい証明書に置き換えた`);
write("2026-01-06-services", `title: Thirty services\nservices: [${services.join(", ")}]\nroot_cause: 証明書の期限切れ\nduration: 3d 4h\nseverity: SEV1`, "- all of them");
write("2026-01-07-long", "title: Forty kilobytes\nservices: [checkout]\nroot_cause: disk full\nseverity: SEV3",
  Array.from({ length: 40 }, (_, i) => `## Part ${i + 1}\n\n${"The disk filled with logs that nobody had asked for, and nothing said so. ".repeat(13)}\n\n> [!WARNING]\n> Not again.\n`).join("\n"));
write("2026-01-07-arabic", "title: تعطل خدمة الدفع\nservices: [checkout]", "توقفت الخدمة لمدة ساعة.");
const site = join(folder, "site");
execFileSync(resolve(hindsite), ["build", "--output", site, "--today", "2026-11-22", "--quiet"], { cwd: folder, stdio: ["ignore", "inherit", "ignore"] });

const incidents = ["bullet", "nothing", "word", "title", "japanese", "services", "long"].map((name, i) => `/incidents/2026-01-0${i + 1}-${name}/`);
const lists = ["/", "/incidents/", "/services/", "/causes/", "/years/2026/", "/reports/causes/", "/reports/follow-ups/", "/search/?q=kube", "/no/page"];
const pages = [...incidents, "/incidents/2026-01-07-arabic/", ...lists];
const [server, browser] = [await serve(site), await launch()];
if (out) mkdirSync(out, { recursive: true });
let wide = 0;
for (const width of [320, 768, 2560]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: width === 768 ? "dark" : "light" });
  for (const path of pages) {
    await page.goto(server.origin + path);
    if (path.includes("?q=")) await page.locator(".found-list li").first().waitFor();
    const full = await page.evaluate(() => document.documentElement.scrollWidth);
    if (full > width) {
      wide += 1;
      console.error(`${path} is ${full} px wide in a window of ${width} px`);
    }
    if (out) await page.screenshot({ path: join(out, `${path.replaceAll(/[^a-z0-9]+/gi, "-")}-${width}.png`), fullPage: width !== 320 || !path.includes("long") });
  }
  await page.close();
}
await browser.close();
server.close();
rmSync(folder, { recursive: true, force: true });
console.log(`extremes: ${wide} of ${pages.length * 3} pages wider than their window`);
process.exitCode = wide > 0 ? 1 : 0;
