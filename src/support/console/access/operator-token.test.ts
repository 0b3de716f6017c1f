import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { operatorToken } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "errata-token-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("creates one token for processes that start at the same time, readable by its owner only", async () => {
  const path = join(folder, "data", "operator-token");
  const tokens = await Promise.all(Array.from({ length: 8 }, () => operatorToken(path)));
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
  expect(tokens.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(tokens[0]?.token).toMatch(/^[\w-]{43}$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "data"))).toEqual(["operator-token"]);
  expect(await operatorToken(path)).toEqual({ token: tokens[0]?.token, isNew: false });
});

test("restricts a file that others could read", async () => {
  const path = join(folder, "open");
  writeFileSync(path, "a-token-of-an-operator\n");
  chmodSync(path, 0o644);
  expect(await operatorToken(path)).toEqual({ token: "a-token-of-an-operator", isNew: false });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("reports a file that cannot be used, with its path and a way out", async () => {
  const path = join(folder, "empty");
  writeFileSync(path, "");
  await expect(operatorToken(path)).rejects.toThrow(
    `The operator token cannot be kept in ${path} (the file is empty). Set ERRATA_OPERATOR_TOKEN, or delete the file.`,
  );
  await expect(operatorToken(folder)).rejects.toThrow(`cannot be kept in ${folder} (EISDIR)`);
});
