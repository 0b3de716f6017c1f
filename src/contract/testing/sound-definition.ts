import type { Json } from "../json.ts";

interface SoundDefinition {
  readonly [member: string]: Json;
  readonly errors: { readonly [code: string]: { readonly [member: string]: Json } };
  readonly locales: { readonly de: { readonly [code: string]: string } };
}

const details = {
  type: "object",
  properties: { id: { type: "string" }, token: { type: "string" } },
  required: ["id"],
  additionalProperties: false,
};

/** A definition that has every member and no faults. */
export const soundDefinition: SoundDefinition = {
  errata: 1,
  $schema: "./contract.schema.json",
  name: "renders",
  version: "1.0.0",
  language: "en",
  docsUrl: "https://docs.example.com/errors/",
  envelope: { error: { code: "$code", message: "$message" } },
  envelopes: { worker: "problem+json" },
  unified: "worker",
  limits: { requestsPerMinute: 120 },
  errors: {
    RENDER_NOT_FOUND: {
      kind: "not_found",
      when: "No render has this id.",
      message: "Render {id} was not found.",
      status: 404,
      title: "Render not found",
      details,
      private: ["token"],
      retry: "never",
      effect: "none",
      charged: "never",
      limitScope: "credential",
      remedy: { action: "check_id", actor: "developer", text: "Check the id.", url: "https://docs.example.com/ids" },
      grpc: "NOT_FOUND",
      causes: [{ when: "The id has a typing error.", remedy: { action: "check_id", actor: "developer" } }],
      headers: { "X-Render": "{id}" },
      envelope: "worker",
      parent: "NOT_FOUND",
      since: "1.0.0",
      deprecated: "2.0.0",
      replacedBy: "NOT_FOUND",
      sunset: "2027-06-30",
      docsUrl: "https://docs.example.com/errors/render-not-found",
    },
    NOT_FOUND: {
      kind: "not_found",
      when: "The resource does not exist.",
      message: "Not found.",
      masks: ["another tenant's", "deleted"],
    },
    FAILED: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." },
  },
  retired: { RENDER_LOST: { removed: "1.0.0", replacedBy: "NOT_FOUND", reason: "Renders are no longer lost." } },
  operations: { "GET /renders/{id}": ["RENDER_NOT_FOUND"], "POST /renders": { errors: [], idempotencyKey: true } },
  always: ["FAILED"],
  precedence: ["NOT_FOUND", "RENDER_NOT_FOUND", "FAILED"],
  conditions: { internal: "FAILED" },
  locales: {
    de: {
      RENDER_NOT_FOUND: "Render {id} wurde nicht gefunden.",
      NOT_FOUND: "Nicht gefunden.",
      FAILED: "Etwas ist schiefgelaufen.",
      METHOD_NOT_ALLOWED: "Dieser Pfad unterstützt diese Methode nicht.",
    },
  },
  boundary: { ROUTE_NOT_FOUND: { kind: "not_found" } },
};
