import { type ApiDescription, describeApi } from "errata/openapi";
import { bearer } from "../shared/http/index.ts";
import { imaging } from "./contract.ts";
import { customerOperations } from "./customers/operations.ts";
import { partnerOperations } from "./partners/operations.ts";
import { planOperations } from "./plans/operations.ts";
import { reportOperations } from "./reports/operations.ts";
import { studyOperations } from "./studies/operations.ts";

/** Inputs and outputs of the imaging API. */
export const imagingDescription: ApiDescription = describeApi(imaging, {
  description: "Partners sell plans to customers; customers store DICOM studies and reports.",
  license: { name: "MIT", identifier: "MIT" },
  security: {
    ...bearer(
      "An API key (`img_live_…`, `img_test_…`). For studies and reports also the token of a user (`img_user_…`).",
    ),
    apiKey: { type: "apiKey", in: "header", name: "X-Api-Key", description: "The same API key, without `Bearer`." },
  },
  tags: {
    Partner: "The partner's account, credits and usage.",
    Plans: "The plans that a partner sells, and their retail prices.",
    Customers: "The customers of a partner, their plans and their users.",
    Studies: "DICOM studies of a customer, and their AI Lens index.",
    Reports: "Reports on a study, as files.",
  },
  operations: {
    ...partnerOperations,
    ...planOperations,
    ...customerOperations,
    ...studyOperations,
    ...reportOperations,
  },
});
