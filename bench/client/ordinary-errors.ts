/** An error as APIs and frameworks send it by default. */
export interface OrdinaryError {
  readonly status: number;
  readonly text: string;
}

/** Bodies of common forms, most of them short, so that what is done once per error weighs most. */
export const ordinaryErrors: readonly OrdinaryError[] = [
  { status: 400, text: '{"message":"The box is not valid."}' },
  { status: 404, text: '{"error":"Not found"}' },
  { status: 401, text: '{"detail":"Authentication credentials were not provided."}' },
  { status: 403, text: '{"errors":"No access to the box"}' },
  { status: 422, text: '{"errors":{"lid":["is invalid"],"name":["cannot be blank"]}}' },
  { status: 404, text: '{"statusCode":404,"error":"Not Found","message":"Cannot GET /boxes/7"}' },
  { status: 400, text: '{"code":"BOX-0053","message":"The box is closed.","requestId":"0f8fad5b-d9cb-469f-a165"}' },
  { status: 400, text: '{"error":{"code":"InvalidBox","message":"The box is closed.","target":"lid"}}' },
  { status: 400, text: '{"errors":[{"code":"10070","message":"Missing parameter","field":"lid"}]}' },
  { status: 400, text: '{"error":"invalid_grant","error_description":"The grant has expired."}' },
  {
    status: 422,
    text: '{"detail":[{"type":"missing","loc":["body","lid"],"msg":"Field required","input":{}}]}',
  },
  {
    status: 400,
    text: '{"errors":[{"status":"400","title":"Invalid attribute","detail":"The lid is missing.","source":{"pointer":"/data/attributes/lid"}}]}',
  },
  {
    status: 400,
    text: '{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.","status":400,"errors":{"lid":["The lid field is required."]},"traceId":"00-8a7f0d9c1b2e-01"}',
  },
  {
    status: 500,
    text: '{"timestamp":"2026-01-01T10:00:00.000+00:00","status":500,"error":"Internal Server Error","path":"/boxes/7"}',
  },
];
