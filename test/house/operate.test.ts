import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const page = readFileSync(join(root, "docs/operate.md"), "utf8");
/** Variables of tests, and one that was replaced. */
const ignored = /^ERRATA_(?:TEST_\w+|COVERAGE|SKIP_CHECKS|PDF_S3)$/;
const others = ["PORT", "HOST", "PUBLIC_URL", "LOG_LEVEL", "NO_COLOR"];

/** Returns the sources of the services that `npm start` runs. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "testing", "traffic"].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(path) && !path.endsWith(".test.ts") ? [readFileSync(join(root, path), "utf8")] : [];
  });
}

function variablesIn(text: string): string[] {
  const names = text.match(/\bERRATA_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [];
  const plain = others.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return [...new Set([...names, ...plain])].filter((name) => !ignored.test(name)).sort();
}

/** Returns the block of a language that follows a heading. */
function blockAfter(heading: string, language: string): string {
  const [, after = ""] = page.split(`\n${heading}\n`);
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(after)?.[1] ?? "";
}

describe("docs/operate.md", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "errata-operate-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has a unit that systemd accepts without a warning", () => {
    const unit = blockAfter("### systemd", "ini").replace("/usr/bin/node", process.execPath);
    const path = join(folder, "errata.service");
    writeFileSync(path, unit);
    const { status, stdout, stderr } = spawnSync("/usr/bin/systemd-analyze", ["verify", "--man=no", path], {
      encoding: "utf8",
    });
    const about = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("errata.service"));
    expect({ status, about }).toEqual({ status: 0, about: [] });
  });

  it("has TLS settings that nginx accepts, with the rest of nginx.conf", () => {
    const config = readFileSync(join(root, "docs/nginx.conf"), "utf8");
    const [upstream = "", server = ""] = config.split("server {\n  listen 80;\n");
    const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const request = ["req", "-x509", ...curve, "-keyout", key, "-out", certificate, "-subj", "/CN=api.example.com"];
    execFileSync("/usr/bin/openssl", request, { stdio: "ignore" });
    const site = blockAfter("### TLS", "nginx")
      .replace("listen 443", "listen 127.0.0.1:65443")
      .replace(/\/etc\/\S+fullchain\.pem/, certificate)
      .replace(/\/etc\/\S+privkey\.pem/, key)
      .replace("  # The rest as above.\n}\n", server);
    const path = join(folder, "nginx.conf");
    const http = `http { access_log off; ${upstream} ${site} }`;
    writeFileSync(path, `pid ${folder}/nginx.pid; error_log stderr; events {} ${http}`);
    const { status, stderr } = spawnSync("/usr/sbin/nginx", ["-t", "-e", "stderr", "-c", path], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("test is successful") });
  });

  it("shows nginx.conf, which the cluster test runs, as it is", () => {
    expect(page).toContain(`\`\`\`nginx\n${readFileSync(join(root, "docs/nginx.conf"), "utf8")}\`\`\`\n`);
  });

  it("has a row for every environment variable that the services read, and no other", () => {
    const [, table = ""] = /\n## Environment variables\n([\s\S]*?)\n## /.exec(page) ?? [];
    const rows = table.match(/^\| `.*? \|/gm) ?? [];
    expect(variablesIn(rows.join("\n"))).toEqual(variablesIn(sources("services").join("\n")));
  });
});
