import { readFileSync } from "node:fs";
import type { AnyContract } from "errata";
import { type CheckWaiver, checkContract } from "errata/check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { vision } from "./vision/contract.ts";

const contracts: readonly AnyContract[] = [imaging, pdf, vision, orders, scribe];

describe.each(contracts.map((contract) => [contract.name, contract] as const))(
  "the contract of %s",
  (name, contract) => {
    const file = new URL(`./${name}/waivers.yaml`, import.meta.url);
    const waivers: readonly CheckWaiver[] = parse(readFileSync(file, "utf8"));

    it("passes the recommended rules, except for what its published page says", () => {
      const { findings, unusedWaivers } = checkContract(contract, { waivers });
      const errors = findings.filter(({ severity, waived }) => severity === "error" && waived === undefined);
      expect(errors.map(({ rule, subject, text }) => `${rule.id} ${subject}: ${text}`)).toEqual([]);
      expect(unusedWaivers).toEqual([]);
    });
  },
);
