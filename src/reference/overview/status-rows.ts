import { STATUS_CODES } from "node:http";
import type { AnyContract, Entry } from "../../contract/index.ts";
import { describeOperation } from "../describe/index.ts";
import type { Site } from "../site.ts";

/** One HTTP status that the API returns. */
export interface StatusRow {
  readonly status: number;
  /** Reason phrase: "Not Found". */
  readonly name: string;
  readonly meaning: string;
  /** The codes with the status; empty below 400. */
  readonly entries: readonly Entry[];
}

/** Returns the statuses of an API in ascending order. Those below 400 come from the document, if there is one. */
export function statusRows({ contract, document }: Pick<Site, "contract" | "document">): readonly StatusRow[] {
  const errors = entriesByStatus(contract);
  const successes = [...contract.operations.values()].flatMap((operation) =>
    (describeOperation(document, operation)?.responses ?? []).map(({ status }) => Number(status)),
  );
  const statuses = [...new Set([...successes.filter((status) => status < 400), ...errors.keys()])].sort(
    (a, b) => a - b,
  );
  return statuses.map((status) => ({
    status,
    name: STATUS_CODES[status] ?? (status === 499 ? "Client Closed Request" : ""),
    meaning: meanings[status] ?? meanings[Math.floor(status / 100) * 100] ?? "",
    entries: errors.get(status) ?? [],
  }));
}

function entriesByStatus({ entries }: AnyContract): ReadonlyMap<number, readonly Entry[]> {
  const byStatus = new Map<number, Entry[]>();
  for (const entry of entries.values()) {
    const group = byStatus.get(entry.status);
    if (group === undefined) byStatus.set(entry.status, [entry]);
    else group.push(entry);
  }
  return byStatus;
}

/** Meanings of statuses; the first one of a class also stands for others of it. */
const meanings: Readonly<Record<number, string>> = {
  200: "The request succeeded.",
  201: "The resource was created.",
  202: "The request was accepted. The work continues in the background.",
  204: "The request succeeded. The response has no body.",
  206: "The response has the requested part of the content.",
  300: "The content is at another address.",
  304: "The content has not changed.",
  400: "The request is malformed, or breaks a rule of the API.",
  401: "The credential is missing, invalid or expired.",
  402: "The account must pay, or has too little left.",
  403: "The credential is valid, but does not allow this.",
  404: "The resource does not exist, or is not visible to this account.",
  405: "The path exists, but does not support the method.",
  406: "None of the accepted media types is available.",
  408: "The request or its processing took too long.",
  409: "The request conflicts with the current state of the resource.",
  410: "The resource is gone and does not return.",
  411: "The request needs a Content-Length.",
  412: "A precondition of the request is not met.",
  413: "The body or a file is too large.",
  414: "The URL is too long.",
  415: "The media type of the body is not supported.",
  416: "The requested range starts after the end of the content.",
  422: "The request is well-formed, but its content is invalid.",
  429: "Too many requests, or a quota is used up. Check Retry-After.",
  431: "The headers are too large.",
  499: "The client closed the connection before the response. Only logs show it.",
  500: "The server failed. Retry with backoff.",
  501: "The server does not support the method.",
  502: "An upstream service returned an invalid response.",
  503: "The service, or one that it depends on, is unavailable. Retry later.",
  504: "The operation, or an upstream service, took too long.",
};
