import type { PublishedError } from "./published-error.ts";

/** Errors whose field, id or code stands where only few APIs have it. */
// biome-ignore format: a table is easier to read with one row per line
export const rareErrors: readonly PublishedError[] = [
  { name: "the name of a variable", status: 400, body: { code: "LID_MISSING", msg: "Missing 'lid'", result: "error", var_name: "lid" }, code: "LID_MISSING", message: "Missing 'lid'", field: "lid" },
  { name: "the event of a log", status: 401, body: { error: "No key", error_code: 477, error_extra: { event_id: "d32c2b1ca7e7439cb7e3ba1cff9d165f" } }, code: "477", message: "No key", id: "d32c2b1ca7e7439cb7e3ba1cff9d165f" },
  { name: "an event that is a resource", status: 404, body: { message: "No such event", data: { eventId: 3000 } }, message: "No such event" },
  { name: "an identifier that names the error", status: 422, body: { _type: "Error", errorIdentifier: "urn:box-org:api:errors:LidMissing", message: "The lid can't be blank.", _embedded: { details: { attribute: "lid" } } }, code: "LidMissing", message: "The lid can't be blank.", field: "lid" },
  { name: "embedded errors, which are no field", status: 400, body: { _embedded: { _embedded: [{ message: "box.lid: must not be blank" }] }, message: "Bad Request" }, message: "Bad Request" },
  { name: "keys of problems within a map of fields", status: 422, body: { errors: { lid_id: [{ key: "errors.required", description: "It is required" }] } }, message: "It is required", field: "lid_id" },
  { name: "issues by field", status: 422, body: { _state: "ERR", _issues: { lid: "must be of lid type" }, _error: { code: 422, message: "Insertion failure" } }, message: "Insertion failure", field: "lid" },
  { name: "a name of the error beside a text", status: 401, body: { id: "unauthorized", error: "The key is wrong." }, code: "unauthorized", message: "The key is wrong." },
  { name: "an id of the occurrence that is no UUID", status: 429, body: { errors: [{ id: "box-7756c5f445/FWk-1829229", code: "429", status: "Too Many Requests", detail: "Too Many Boxes" }] }, message: "Too Many Boxes", id: "box-7756c5f445/FWk-1829229", retry: "always" },
  { name: "a diagnostic", status: 400, body: { issue: [{ severity: "error", code: "processing", diagnostic: "The lid is unknown" }] }, code: "processing", message: "The lid is unknown" },
  { name: "the label of a coding", status: 404, body: { issue: [{ code: "not-found", details: { coding: [{ system: "https://box.example/codes", code: "NO_BOX", display: "There is no box" }] } }] }, code: "not-found", message: "There is no box" },
  { name: "an object as the reason", status: 402, body: { error: { type: "invalid_lid", reason: { id: 14, description: "THE LID IS WRONG" } } }, code: "invalid_lid", message: "THE LID IS WRONG" },
  { name: "the number of a parcel", status: 400, body: { message: "The box is not there", results: { trackingId: "7XX1000" } }, message: "The box is not there" },
  { name: "the id by which a request is tracked", status: 400, body: { message: "The box is not there", trackingId: "ROUTER_5F3A-01" }, message: "The box is not there", id: "ROUTER_5F3A-01" },
  { name: "a source that the message repeats", status: 400, body: { code: "wrong_box", source: "box.lid_id", message: "box.lid_id should be longer" }, code: "wrong_box", message: "box.lid_id should be longer", field: "box.lid_id" },
  { name: "a source of money", status: 402, body: { message: "The card is old", source: { type: "card", name: "Jane" } }, message: "The card is old" },
  { name: "the location of a resource", status: 409, body: { code: "lid_closed", message: "The lid is closed", location: "/boxes/b_1" }, code: "lid_closed", message: "The lid is closed" },
  { name: "records that failed", status: 404, body: { boxes: [{ requested: "363", errorCode: "E_404", errorMessage: "There is no box" }] }, code: "E_404", message: "There is no box" },
  { name: "messages of items", status: 400, body: { title: "Wrong", detail: "The box is wrong", items: [{ validationMessages: [{ property: "lid.colour", validationMessage: "There is no such colour" }] }] }, message: "The box is wrong", field: "lid.colour" },
  { name: "a list of one code", status: 400, body: { errors: ["LID_ERROR"], box: "" }, code: "LID_ERROR", message: "LID_ERROR" },
  { name: "a list of one sentence by field", status: 404, body: { error: [{ box_id: "There is no box with id 1." }] }, message: "There is no box with id 1.", field: "box_id" },
  { name: "a label that is a code", status: 413, body: { code: 413, label: "client-error", message: "The box is too large" }, code: "client-error", message: "The box is too large" },
  { name: "a sentence about what is missing", status: 404, body: { missing: "We can't find your box." }, message: "We can't find your box." },
  { name: "a name of the problem, which is no field", status: 400, body: { errors: [{ code: "51101", name: "TOO_MANY_BOXES", message: "There are too many boxes." }] }, code: "51101", message: "There are too many boxes." },
  { name: "a pointer to the whole document", status: 400, body: { errors: [{ code: "10015", detail: "The box is not well-formed.", source: { pointer: "/" } }] }, code: "10015", message: "The box is not well-formed." },
  { name: "a media type as the type", status: 409, body: { status: 409, type: "application/json", message: "The box is there." }, message: "The box is there." },
  { name: "the path of an item as its id", status: 400, body: { error: "The box is wrong.", validation: { errors: [{ itemId: "Boxes[0].Lid", message: "It is closed" }] } }, message: "The box is wrong.", field: "Boxes[0].Lid" },
  { name: "fields within fields", status: 400, body: { fields: { lid: { full_name: "required field missing" } }, code: 2 }, code: "2", message: "required field missing", field: "lid.full_name" },
];
