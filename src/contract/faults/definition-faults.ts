import { conditions } from "../condition.ts";
import { patterns } from "../patterns.ts";
import { isPlainObject } from "../snapshot.ts";
import type { Check } from "./checks.ts";
import { address, data, list, object, record, text } from "./checks.ts";
import { checkEntry } from "./entry-faults.ts";
import { checkLanguage, checkLocales } from "./locale-faults.ts";
import { checkOperations } from "./operation-faults.ts";

const formatVersion = 1;

const checkFormat: Check = (spot, value) => {
  if (value === formatVersion) return;
  const isNewer = typeof value === "number" && value > formatVersion;
  const fix = isNewer ? "Update errata to a version that reads this form." : `Write ${formatVersion}, or leave it out.`;
  spot.fault("FORMAT_UNSUPPORTED", { expected: `form ${formatVersion} of contracts`, received: value, fix });
};

const checkEnvelope: Check = (spot, value) => {
  if (typeof value === "string") text(spot, value);
  else if (typeof value === "object" && value !== null) data(spot, value);
  else {
    const expected = "the name of an envelope, or a template";
    spot.fault("TYPE", { expected, received: value, fix: "Write a name or a template." });
  }
};

const checkLimit: Check = (spot, value) => {
  if (!Number.isFinite(value))
    spot.fault("LIMIT_INVALID", { expected: "a finite number", received: value, fix: "Write the limit as a number." });
};

const checkErrors: Check = (spot, value) => {
  record((at, entry, code) => {
    const own = at.of(code);
    if (!patterns.code.test(code)) {
      const expected = "a code of 1 to 63 characters: a letter, then letters, digits or _ . : -";
      own.fault("CODE_INVALID", { expected, received: code, fix: "Rename the code." });
    }
    checkEntry(own, entry);
  })(spot, value);
  if (isPlainObject(value) && Object.keys(value).length === 0)
    spot.fault("ERRORS_EMPTY", {
      expected: "at least one code",
      received: value,
      fix: "Declare the codes of the API.",
    });
};

/** Checks every member of a definition by itself. */
export const checkDefinition: Check = object(
  {
    errata: checkFormat,
    $schema: text,
    name: text,
    version: text,
    language: checkLanguage,
    docsUrl: address(
      patterns.pagePrefix,
      "an absolute address to which a code can be appended, such as https://…/errors/",
    ),
    envelope: checkEnvelope,
    envelopes: record(checkEnvelope),
    unified: checkEnvelope,
    limits: record(checkLimit),
    errors: checkErrors,
    operations: checkOperations,
    always: list(text),
    precedence: list(text),
    conditions: object(Object.fromEntries(Object.keys(conditions).map((name) => [name, text]))),
    locales: checkLocales,
    boundary: record(data),
  },
  ["name", "version", "errors"],
);
