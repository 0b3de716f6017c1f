import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

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

describe("docs/operate.md", () => {
  it("shows nginx.conf, which the cluster test runs, as it is", () => {
    expect(page).toContain(`\`\`\`nginx\n${readFileSync(join(root, "docs/nginx.conf"), "utf8")}\`\`\`\n`);
  });

  it("has a row for every environment variable that the services read, and no other", () => {
    const [, table = ""] = /\n## Environment variables\n([\s\S]*?)\n## /.exec(page) ?? [];
    const rows = table.match(/^\| `.*? \|/gm) ?? [];
    expect(variablesIn(rows.join("\n"))).toEqual(variablesIn(sources("services").join("\n")));
  });
});
