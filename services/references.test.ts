import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyContract } from "errata";
import { describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { vision } from "./vision/contract.ts";

/** A published reference. */
interface Reference {
  readonly contract: AnyContract;
  /** Every published code, by status. */
  readonly codes: Readonly<Record<number, string>>;
  /** The codes of errors that the page describes by their status alone, by status. @default none */
  readonly unnamed?: Readonly<Record<number, string>>;
  /** The codes that the contract adds to the published list, by status. @default none */
  readonly extensions?: Readonly<Record<number, string>>;
}

/** The extensions of every API that accepts an Idempotency-Key and has no codes for it. */
const keys = "IDEMPOTENCY_KEY_REUSED REQUEST_IN_PROGRESS";
/** The extensions of every API whose keys can be rotated. */
const rotations = "KEY_ALREADY_ROTATED KEY_INACTIVE";
/** The extensions of every API with downloads. */
const downloads = { 412: "PRECONDITION_FAILED", 416: "RANGE_NOT_SATISFIABLE" };

/** The five published references. */
const references: readonly Reference[] = [
  {
    contract: imaging,
    codes: {
      400: "VALIDATION_FAILED INSUFFICIENT_CREDITS PLAN_NOT_ENABLED FORBIDDEN FILE_TOO_LARGE INVALID_REPORT_TYPE",
      401: "UNAUTHENTICATED INVALID_API_KEY",
      402: "STORAGE_FULL",
      403: "TRIAL_EXPIRED CANNOT_SELL",
      404: "CUSTOMER_NOT_FOUND INVALID_PLAN STUDY_NOT_FOUND REPORT_NOT_FOUND",
      409: "CUSTOMER_EXISTS",
      429: "RATE_LIMITED",
      500: "INTERNAL_ERROR",
    },
    extensions: { 404: "KEY_NOT_FOUND USER_NOT_FOUND", 409: `INSTANCE_CONFLICT ${keys} ${rotations}`, ...downloads },
  },
  {
    contract: pdf,
    codes: {
      400: "VALIDATION_ERROR INVALID_INPUT MISSING_REQUIRED_FIELD",
      401: "UNAUTHORIZED INVALID_API_KEY API_KEY_EXPIRED INVALID_TOKEN TOKEN_EXPIRED",
      402: "PAYMENT_REQUIRED INSUFFICIENT_CREDITS",
      403: "FORBIDDEN INSUFFICIENT_PERMISSIONS",
      404: "NOT_FOUND DESIGN_NOT_FOUND PDF_NOT_FOUND",
      409: "ALREADY_EXISTS DUPLICATE_ENTRY",
      500: "INTERNAL_ERROR DATABASE_ERROR S3_ERROR",
    },
    extensions: { 409: `JOB_NOT_FINISHED ${keys} ${rotations}`, 429: "RATE_LIMITED", ...downloads },
  },
  {
    // The page lists statuses and codes separately. These statuses follow from the names and texts of the codes.
    contract: vision,
    codes: {
      401: "INVALID_API_KEY EXPIRED_API_KEY DEACTIVATED_API_KEY",
      402: "STORAGE_QUOTA_EXCEEDED",
      403: "AUTHZ_ERROR",
      413: "HTTP_413",
      422: "IMAGE_PROCESSING_ERROR VALIDATION_ERROR",
      429: "RATE_LIMIT_ERROR USAGE_LIMIT_EXCEEDED",
      503: "VLM_PROVIDER_ERROR",
      504: "TIMEOUT",
    },
    unnamed: {
      400: "BAD_REQUEST UNREADABLE_BODY",
      402: "PAYMENT_REQUIRED",
      404: "IMAGE_NOT_FOUND RULE_NOT_FOUND SCHEMA_NOT_FOUND ANALYSIS_NOT_FOUND KEY_NOT_FOUND",
      409: "IMAGE_EXISTS",
      500: "INTERNAL_ERROR",
    },
    extensions: { 409: `${keys} ${rotations}`, ...downloads },
  },
  {
    contract: orders,
    codes: {
      400:
        "VALIDATION_FAILED VALIDATION_IDEMPOTENCY_KEY_INVALID INVALID_PARAMETER ORDER_NOT_PENDING ORDER_EXPIRED " +
        "ORDER_NOT_COMPLETED ORDER_FILE_NOT_UPLOADED ORDER_ALREADY_CONFIRMED ORDER_ALREADY_COMPLETED " +
        "ORDER_ALREADY_FAILED ORDER_TYPE_NOT_MATCH ORDER_TYPE_CANT_DOWNLOAD USAGE_LIMIT_EXCEEDED USAGE_NOT_ENOUGH",
      401: "AUTH_NOT_AUTHENTICATED AUTH_TOKEN_EXPIRED AUTH_TOKEN_INVALID AUTH_TOKEN_INVALID_FORMAT",
      403: "AUTH_FORBIDDEN ORDER_NOT_OWNER",
      404: "ORDER_NOT_FOUND PLAN_NOT_FOUND WEBHOOK_NOT_FOUND",
      408: "ORDER_TIMEOUT",
      429: "RATE_LIMIT_EXCEEDED",
      500: "SERVER_INTERNAL_ERROR",
    },
    extensions: { 404: "TOKEN_NOT_FOUND", 409: "REQUEST_IN_PROGRESS SECRET_ALREADY_ROTATED", ...downloads },
  },
  {
    contract: scribe,
    codes: {
      400: "parameter_missing parameter_invalid account_invalid",
      401: "authentication_required",
      403: "permission_denied",
      404: "resource_not_found",
      409: "resource_conflict",
      503: "service_unavailable",
    },
    extensions: { 409: `${keys} ${rotations}`.toLowerCase(), 429: "rate_limited" },
  },
];

const documented = references.map(({ contract, codes, unnamed = {}, extensions = {} }) => ({
  contract,
  codes: listCodes(codes),
  unnamed: listCodes(unnamed),
  extensions: listCodes(extensions),
}));

function listCodes(byStatus: Readonly<Record<number, string>>): { code: string; status: number }[] {
  return Object.entries(byStatus).flatMap(([status, names]) =>
    names.split(" ").map((code) => ({ code, status: Number(status) })),
  );
}

describe.each(documented)("the published reference of $contract.name", ({ contract, codes, unnamed, extensions }) => {
  it("has every code in the contract, with the published status", () => {
    for (const { code, status } of [...codes, ...unnamed])
      expect(contract.entries.get(code)?.status, code).toBe(status);
  });

  it("has no other codes in the contract, except those marked as extensions", () => {
    const listed = [...codes, ...unnamed, ...extensions].map(({ code }) => code);
    expect([...contract.codes].sort()).toEqual(listed.sort());
    for (const { code, status } of extensions) {
      expect(contract.entries.get(code)?.status, code).toBe(status);
      expect(contract.entries.get(code)?.when, code).toContain("This code extends the published list.");
    }
  });
});

it("the five references have 84 codes, and the README states the number of each", () => {
  expect(documented.map(({ codes }) => codes.length)).toEqual([18, 20, 12, 26, 8]);
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  for (const { contract, codes } of documented)
    expect(readme).toMatch(new RegExp(`^\\| \\[${contract.name}\\]\\([^)]*\\) \\|.*\\| ${codes.length} \\|`, "m"));
});
