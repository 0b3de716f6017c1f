import { describe, expect, it } from "vitest";
import { onEveryEngine, shortDeadline, type TestUser } from "../../testing/running-orders.ts";
import { orders } from "../contract.ts";
import type { OrderCode } from "../errors/state-codes.ts";
import { callerOperations, callerTable, isState, type State, states } from "./state-machine.ts";

type CallerOperation = (typeof callerOperations)[number];

/** The condition of each code, independent of the table. */
const conditions: Readonly<Record<OrderCode, (state: State, operation: CallerOperation) => boolean>> = {
  ORDER_TIMEOUT: (state) => state === "timed_out",
  ORDER_EXPIRED: (state) => state === "expired",
  ORDER_ALREADY_FAILED: (state) => state === "failed",
  ORDER_ALREADY_COMPLETED: (state, operation) => state === "completed" && !readsResult(operation),
  ORDER_ALREADY_CONFIRMED: (state, operation) =>
    ["confirmed", "processing", "completed"].includes(state) && ["change", "upload", "confirm"].includes(operation),
  ORDER_FILE_NOT_UPLOADED: (state, operation) => state === "pending" && operation === "confirm",
  ORDER_NOT_PENDING: (state, operation) => state !== "pending" && ["change", "upload"].includes(operation),
  ORDER_NOT_COMPLETED: (state, operation) => state !== "completed" && readsResult(operation),
};

function readsResult(operation: CallerOperation): boolean {
  return operation === "report" || operation === "download";
}

const pairs = callerOperations.flatMap((operation) => states.map((state) => [state, operation] as const));

it.each(pairs)(
  "%s x %s: the table has the first code in the contract's precedence whose condition is true",
  (state, operation) => {
    const first = orders.precedence.find(
      (code) => Object.hasOwn(conditions, code) && conditions[code as OrderCode](state, operation),
    );
    const transition = callerTable[operation][state];
    expect(isState(transition) ? undefined : transition).toBe(first);
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

/** Returns the expected response and the next state. */
function expected(operation: CallerOperation, state: State): readonly string[] {
  const transition = callerTable[operation][state];
  return isState(transition) ? ["accepted", transition] : [transition, state];
}

describe("over HTTP", () => {
  onEveryEngine((running) => {
    it.each(states)("an order that is %s responds to each operation according to the table", async (state) => {
      const user = await running().openUser(state === "timed_out" ? shortDeadline : {});
      let path = await user.orderIn(state);
      for (const operation of callerOperations) {
        const reply = await requests[operation](user, path);
        const { status } = (await user.get(path)).json;
        const received = reply.status < 300 ? "accepted" : reply.json.code;
        expect([operation, received, status]).toEqual([operation, ...expected(operation, state)]);
        if (status !== state) path = await user.orderIn(state);
      }
    });
  });
});
