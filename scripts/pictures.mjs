// Makes the pictures of README.md in docs/pictures/: a code's page in light and dark, and a terminal with two requests.
// Usage: node scripts/pictures.mjs. Needs Chromium, curl and a free port 4000 (or PORT).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./launch/root.mjs";

const port = process.env.PORT ?? "4000";
const url = `http://127.0.0.1:${port}`;
const out = join(root, "docs/pictures");
/** GitHub loads all of them at once. */
const maxBytes = 150_000;

/** The commands that the terminal shows. The response to the second one is Markdown, for agents. */
const commands = [
  'curl -s $API/v1/customers -H "Authorization: Bearer $KEY" --json "$CUSTOMER"',
  'curl -s $API/v1/customers -H "Authorization: Bearer $KEY" --json "$CUSTOMER" -H "Accept: text/markdown"',
];
const customer = {
  name: "Dr. Ada Example",
  email: "ada@example.com",
  planId: "professional",
  addOns: ["second-reader"],
};

const data = mkdtempSync(join(tmpdir(), "errata-pictures-"));
const server = spawn(process.execPath, [join(root, "scripts/start.mjs")], {
  env: { ...process.env, PORT: port, ERRATA_DATA: data },
  stdio: ["ignore", "pipe", "ignore"],
});
try {
  await banner();
  mkdirSync(out, { recursive: true });
  const { pinch } = JSON.parse(readFileSync(join(data, "demo.json"), "utf8")).apis.imaging.credentials;
  const env = { ...process.env, API: `${url}/imaging`, KEY: pinch, CUSTOMER: JSON.stringify(customer) };
  const outputs = commands.map((command) => execFileSync("bash", ["-c", command], { env, encoding: "utf8" }));
  writeFileSync(join(out, "terminal.svg"), terminal(commands, outputs));
  for (const scheme of ["light", "dark"]) await photograph(scheme);
  for (const name of ["terminal.svg", "page-light.png", "page-dark.png"]) {
    const { size } = statSync(join(out, name));
    console.log(`docs/pictures/${name}: ${size.toLocaleString("en")} bytes`);
    if (size > maxBytes) throw new Error(`docs/pictures/${name} has more than ${maxBytes.toLocaleString("en")} bytes.`);
  }
} finally {
  server.kill("SIGTERM");
  if (server.exitCode === null) await once(server, "exit");
  rmSync(data, { recursive: true, force: true });
}

async function banner() {
  let text = "";
  for await (const chunk of server.stdout) {
    text += chunk;
    if (text.includes("Press Ctrl-C")) return;
  }
  throw new Error(`npm start ended before it served ${url}:\n${text}`);
}

async function photograph(colorScheme) {
  const args = ["--no-sandbox", "--disable-gpu"];
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
  const page = await browser.newPage({ viewport: { width: 1120, height: 660 }, colorScheme });
  await page.goto(`${url}/docs/imaging/INSUFFICIENT_CREDITS`);
  await page.screenshot({ path: join(out, `page-${colorScheme}.png`) });
  await browser.close();
}

/** Renders a terminal as SVG. */
function terminal(entered, printed) {
  const columns = 107;
  const [character, height, padding] = [7.83, 19, 20];
  const lines = entered.flatMap((command, index) => [
    ...(index === 0 ? [] : [{ text: "" }]),
    ...wrapped(`$ ${command}`, columns).map((text) => ({ text, fill: "#8cb6fa" })),
    ...printed[index]
      .trimEnd()
      .split(/\r?\n/)
      .flatMap((line) => wrapped(line, columns))
      .map((text) => ({ text, fill: /^#/.test(text) ? "#ffbe7a" : "#e7eaed" })),
  ]);
  const [width, total] = [columns * character + 2 * padding, lines.length * height + 2 * padding];
  // Spaces at the start of a text are not shown.
  const left = (text) => Math.round(padding + text.search(/\S|$/) * character);
  const texts = lines.map(
    ({ text, fill }, index) =>
      `<text x="${left(text)}" y="${padding + 14 + index * height}" fill="${fill ?? "#e7eaed"}">${escaped(text.trim())}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${total}" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>A request without enough credits, and what to do</title>
<rect width="100%" height="100%" rx="10" fill="#14181b"/>
${texts.join("\n")}
</svg>
`;
}

function wrapped(line, columns) {
  return line.match(new RegExp(`.{1,${columns}}`, "g")) ?? [""];
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
