import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyContract } from "errata";
import { envelopesOf } from "errata/envelope";
import type { Recording } from "errata/reference";
import { describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { vision } from "./vision/contract.ts";

const ending = ".http.json";

describe.each<AnyContract>([imaging, pdf, vision, orders, scribe])("the recordings of $name", (contract) => {
  const folder = join(import.meta.dirname, contract.name, "codes");
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  const recordings = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Recording);

  it("exist for every code of the contract, including the default codes of conditions", () => {
    const recorded = files.map((file) => file.slice(0, -ending.length));
    expect(recorded.sort()).toEqual([...contract.entries.keys()].sort());
    expect(recordings.map(({ code }) => code).sort()).toEqual(recorded);
  });

  it.each(recordings)(
    "$code has the documented status and the bytes that the contract renders",
    ({ code, exchanges }) => {
      const entry = contract.entries.get(code);
      const response = exchanges.at(-1)?.response;
      if (entry === undefined || response?.text === undefined) throw new Error(`${code} has no response`);
      const envelope = envelopesOf(contract).of(entry);
      const parsed = envelope.parse(response.status, response.text);
      expect(response.status).toBe(entry.status);
      expect(parsed?.code ?? code).toBe(code);
      expect(envelope.renderer(entry)({ ...parsed })).toBe(response.text);
    },
  );
});
