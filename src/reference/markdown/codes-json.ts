import type { Entry } from "../../contract/index.ts";
import { adviceFor, indexOf } from "../describe/index.ts";
import { encodePath, type Site } from "../site.ts";

/** Returns everything about every code as data: the content of `codes.json`. */
export function codesJson({ contract, recordings }: Site): object {
  return {
    api: contract.name,
    version: contract.version,
    codes: [...contract.entries.values()].map((entry) => ({
      ...facts(entry),
      operations: (indexOf(contract).operations.get(entry.code) ?? []).map(({ name }) => name),
      page: encodePath(entry.code),
      recording: recordings.get(entry.code),
    })),
  };
}

function facts(entry: Entry): object {
  const { code, status, title, kind, when, message, retry, effect, charged, remedy, grpc, details, masks } = entry;
  const { since, deprecated, replacedBy, sunset, parent } = entry;
  const { action } = adviceFor(entry);
  return {
    code,
    status,
    title,
    kind,
    when,
    message,
    retry,
    effect,
    charged,
    remedy: { ...remedy, text: action },
    grpc,
    details,
    masks,
    since,
    deprecated,
    replacedBy,
    sunset,
    parent,
  };
}
