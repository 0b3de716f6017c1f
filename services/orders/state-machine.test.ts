import { describe, expect, it } from "vitest";
import { onEveryEngine, shortDeadline, type TestUser } from "../testing/running-orders.ts";
import type { OrderCode } from "./contract.ts";
import { orders } from "./contract.ts";
import { callerOperations, callerTable, isState, type State, states } from "./state-machine.ts";

type CallerOperation = (typeof callerOperations)[number];

/** When each code is true, whatever else is: independent of the table. */
const conditions: Readonly<Record<OrderCode, (state: State, operation: CallerOperation) => boolean>> = {
  ORDER_TIMEOUT: (state) => state === "timed_out",
  ORDER_EXPIRED: (state) => state === "expired",
  ORDER_ALREADY_FAILED: (state) => state === "failed",
  ORDER_ALREADY_COMPLETED: (state, operation) => state === "completed" && !wantsResult(operation),
  ORDER_ALREADY_CONFIRMED: (state, operation) =>
    ["confirmed", "processing", "completed"].includes(state) && ["change", "upload", "confirm"].includes(operation),
  ORDER_FILE_NOT_UPLOADED: (state, operation) => state === "pending" && operation === "confirm",
  ORDER_NOT_PENDING: (state, operation) => state !== "pending" && ["change", "upload"].includes(operation),
  ORDER_NOT_COMPLETED: (state, operation) => state !== "completed" && wantsResult(operation),
};

function wantsResult(operation: CallerOperation): boolean {
  return operation === "report" || operation === "download";
}

const pairs = callerOperations.flatMap((operation) => states.map((state) => [state, operation] as const));

it.each(pairs)(
  "%s x %s: the table gives the first code of the contract's precedence that is true",
  (state, operation) => {
    const first = orders.precedence.find(
      (code) => Object.hasOwn(conditions, code) && conditions[code as OrderCode](state, operation),
    );
    const outcome = callerTable[operation][state];
    expect(isState(outcome) ? undefined : outcome).toBe(first);
  },
);

const requests: Readonly<Record<CallerOperation, (user: TestUser, path: string) => ReturnType<TestUser["get"]>>> = {
  change: (user, path) =>
    user.send("PATCH", path, JSON.stringify({ quantity: 2 }), { "Content-Type": "application/json" }),
  upload: (user, path) => user.uploadTable(path),
  confirm: (user, path) => user.post(`${path}/confirm`),
  cancel: (user, path) => user.post(`${path}/cancel`),
  report: (user, path) => user.get(`${path}/report`),
  download: (user, path) => user.get(`${path}/download`),
};

/** What is answered, and the state that follows. */
function expected(operation: CallerOperation, state: State): readonly string[] {
  const outcome = callerTable[operation][state];
  return isState(outcome) ? ["accepted", outcome] : [outcome, state];
}

describe("over HTTP", () => {
  onEveryEngine((running) => {
    it.each(states)("an order that is %s does with each operation what the table says", async (state) => {
      const user = await running().openUser(state === "timed_out" ? shortDeadline : {});
      let path = await user.orderIn(state);
      for (const operation of callerOperations) {
        const reply = await requests[operation](user, path);
        const { status } = (await user.get(path)).json;
        const answer = reply.status < 300 ? "accepted" : reply.json.code;
        expect([operation, answer, status]).toEqual([operation, ...expected(operation, state)]);
        if (status !== state) path = await user.orderIn(state);
      }
    });
  });
});
