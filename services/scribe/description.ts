import { type ApiDescription, describeApi, type OperationDescription } from "errata/openapi";
import { bearer } from "../shared/http/index.ts";
import { accountOperations } from "./accounts/operations.ts";
import { requiredScopes } from "./accounts/scopes.ts";
import { consultationOperations } from "./consultations/operations.ts";
import { scribe } from "./contract.ts";
import { keyOperations } from "./keys/operations.ts";
import { noteOperations } from "./notes/operations.ts";
import { patientOperations } from "./patients/operations.ts";
import { transcriptOperations } from "./transcripts/operations.ts";

/** Inputs and outputs of the scribe API. */
export const scribeDescription: ApiDescription = describeApi(scribe, {
  description: "Turns medical consultations into structured notes.",
  license: { name: "MIT", identifier: "MIT" },
  security: {
    ...bearer("An API key of the account: `scr_live_…`."),
    apiKey: { type: "apiKey", in: "header", name: "X-Api-Key", description: "The same API key, without `Bearer`." },
  },
  tags: {
    Account: "The account, its configuration and its usage.",
    "API keys": "Keys with fewer scopes or another expiry.",
    Patients: "The patients whose consultations are recorded.",
    Consultations: "Consultations of a patient.",
    Transcripts: "What was said in a consultation.",
    "Session scribe": "Notes that are written from transcripts.",
  },
  operations: withScopes({
    ...accountOperations,
    ...keyOperations,
    ...patientOperations,
    ...consultationOperations,
    ...transcriptOperations,
    ...noteOperations,
  }),
});

type Operations = Readonly<Record<keyof typeof requiredScopes, OperationDescription>>;

function withScopes(operations: Operations): Operations {
  const described = Object.entries(operations).map(([name, { description, ...operation }]) => {
    const required = requiredScopes[name as keyof Operations];
    if (required === null) return [name, { ...operation, description }];
    const scope = `Needs the scope \`${required}\`.`;
    return [name, { ...operation, description: description === undefined ? scope : `${description} ${scope}` }];
  });
  return Object.fromEntries(described);
}
