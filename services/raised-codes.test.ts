import { join } from "node:path";
import { expectCoverage } from "errata/testing";
import { describe, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { vision } from "./vision/contract.ts";

const contracts = [imaging, pdf, vision, orders, scribe];
const folder = process.env.ERRATA_COVERAGE ?? "";

// Runs after all other tests of the services, in a project of its own.
it.each(contracts)("tests have raised every code of $name over HTTP on SQLite", (contract) => {
  expectCoverage(contract, join(folder, "sqlite"));
});

describe.skipIf(!process.env.ERRATA_TEST_POSTGRES)("PostgreSQL", () => {
  it.each(contracts)("tests have raised every code of $name over HTTP on PostgreSQL", (contract) => {
    expectCoverage(contract, join(folder, "postgres"));
  });
});
