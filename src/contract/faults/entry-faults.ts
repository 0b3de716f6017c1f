import { grpcNames } from "../grpc-names.ts";
import { chargedValues, effects, kinds, retries } from "../kind.ts";
import { patterns } from "../patterns.ts";
import { remedyActions, remedyActors } from "../remedy.ts";
import type { Check } from "./checks.ts";
import { address, choice, list, object, record, text } from "./checks.ts";
import { checkDetails } from "./details-faults.ts";
import { checkHeader } from "./header-faults.ts";

const checkStatus: Check = (spot, value) => {
  if (Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599) return;
  const fix = "Write an HTTP status of an error, or leave it out to take the kind's.";
  spot.fault("STATUS_INVALID", { expected: "an integer from 400 to 599", received: value, fix });
};

const checkRemedy = object(
  {
    action: choice("ACTION_UNKNOWN", "an action of the closed list", remedyActions),
    actor: choice("ACTOR_UNKNOWN", "an actor of the closed list", remedyActors),
    text,
    url: address(patterns.address),
  },
  ["action", "actor"],
);

/** Checks every member of one code's entry by itself. */
export const checkEntry: Check = object(
  {
    kind: choice("KIND_UNKNOWN", "a kind", Object.keys(kinds)),
    when: text,
    message: text,
    status: checkStatus,
    title: text,
    details: checkDetails,
    retry: choice("RETRY_UNKNOWN", "a way to retry", retries),
    effect: choice("EFFECT_UNKNOWN", "an effect", effects),
    charged: choice("CHARGED_UNKNOWN", '"never" or "maybe"', chargedValues),
    remedy: checkRemedy,
    grpc: choice("GRPC_UNKNOWN", "the name of a gRPC status", grpcNames),
    causes: list(object({ when: text, remedy: checkRemedy }, ["when", "remedy"])),
    masks: list(text),
    headers: record(checkHeader),
    envelope: text,
    parent: text,
    since: text,
    deprecated: text,
    replacedBy: text,
    docsUrl: address(patterns.webAddress),
  },
  ["kind", "when", "message"],
);
