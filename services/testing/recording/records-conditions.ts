import type { Condition } from "errata";
import { it } from "vitest";
import type { DemoApi, RunningDemo } from "./demo-api.ts";
import { blockStore } from "./faults.ts";
import { expectRecording, recordingTimeoutMs } from "./records-exchange.ts";
import { anonymous, as, raw, type Scenario } from "./scenario.ts";

/** Requests of an API that the scenarios of conditions vary. */
export interface ConditionRequests {
  /** A demo account that may send them. */
  readonly account: string;
  /** Path of an operation that reads. */
  readonly get: string;
  /** Path of an operation that takes a JSON body. */
  readonly post: string;
  /** A body that it accepts. */
  readonly json: unknown;
  /** Size of the largest body that it accepts. */
  readonly bodyBytes: number;
  /** Whether an unavailable database has a code of its own, so that only an overloaded server is `unavailable`. @default false */
  readonly hasDatabaseCode?: boolean;
}

/**
 * Adds a test that records every default code of a condition, in the way of `recordsExchange`: the codes that the contract
 * has without declaring them.
 */
export function recordsConditions(api: DemoApi, requests: ConditionRequests): void {
  it("the default codes of conditions have recordings", { timeout: 2 * recordingTimeoutMs }, async () => {
    for (const [condition, scenario] of Object.entries(scenariosOf(requests)) as [Condition, Scenario][]) {
      const defaultCode = ({ api: { contract } }: RunningDemo): string | undefined => {
        const code = contract.conditions[condition];
        return contract.codes.includes(code) ? undefined : code;
      };
      await expectRecording(api, defaultCode, scenario);
    }
  });
}

/** A scenario for each condition. Contracts map `invalid_request`, `malformed_body` and `internal` to codes of their own. */
function scenariosOf(requests: ConditionRequests): Partial<Record<Condition, Scenario>> {
  const { account, get, post, json, bodyBytes, hasDatabaseCode = false } = requests;
  const caller = as(account);
  const credential = `Authorization: Bearer {{key.${account}}}`;
  const works = caller.get(get);
  return {
    malformed_request: {
      steps: [
        raw("GET", get, [`GET {{base}}${get} HTTP/1.1`, "Host: localhost", "not a header", "", ""], {
          note: "a line that is not a header",
        }),
      ],
      works,
    },
    unknown_route: { steps: [caller.get("/v1/nothing", { note: "no such path" })], works },
    method_not_allowed: { steps: [caller.send("PATCH", get, undefined, { note: "the path has no PATCH" })], works },
    not_acceptable: boundaryOnly("not_acceptable", "No operation of this API depends on the Accept header.", get),
    request_timeout: {
      steps: [
        raw(
          "POST",
          post,
          [
            `POST {{base}}${post} HTTP/1.1`,
            "Host: localhost",
            credential,
            "Content-Type: application/json",
            "Content-Length: 100",
            "",
            "{",
          ],
          { note: "1 of 100 bytes, then nothing" },
        ),
      ],
      works: caller.post(post, json),
    },
    length_required: boundaryOnly("length_required", "No operation of this API requires a Content-Length header.", get),
    body_too_large: {
      steps: [
        caller.send(
          "POST",
          post,
          { repeat: " ", times: bodyBytes + 1 },
          {
            note: "one byte more than the limit",
            headers: { "Content-Type": "application/json" },
          },
        ),
      ],
      works: caller.post(post, json),
    },
    uri_too_long: { steps: [caller.get(`${get}?q={{a*9000}}`, { note: "a query of 9,000 characters" })], works },
    unsupported_media: {
      steps: [
        caller.send("POST", post, { text: "hello" }, { note: "text", headers: { "Content-Type": "text/plain" } }),
      ],
      works: caller.post(post, json, { note: "JSON" }),
    },
    headers_too_large: {
      steps: [anonymous().get(get, { note: "a header of 20,000 characters", headers: { "X-Padding": "{{a*20000}}" } })],
      works,
    },
    cancelled: boundaryOnly("cancelled", "The client closes the connection, so it never receives this response.", get),
    not_implemented: { steps: [caller.send("PURGE", get, undefined, { note: "a method of no path" })], works },
    unavailable: hasDatabaseCode
      ? boundaryOnly("unavailable", "The server is overloaded.", get)
      : { fault: "The database does not respond.", steps: [blockStore, caller.get(get)] },
    timeout: boundaryOnly("timeout", "The operation takes longer than its deadline.", get),
    internal: boundaryOnly("internal", "The server has a defect.", get),
  };
}

/** Returns the scenario of a condition that no request causes: the boundary of the API renders the response. */
function boundaryOnly(raises: Condition, fault: string, path: string): Scenario {
  return { fault, raises, steps: [anonymous().get(path)] };
}
