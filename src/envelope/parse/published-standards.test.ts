import { describe, expect, it } from "vitest";
import type { BuiltInEnvelope } from "../built-in-envelopes.ts";
import { compileEnvelope } from "../compile-envelope.ts";
import type { WireError } from "../envelope.ts";

/** Bodies copied from the documentation of each standard. */
const published: readonly {
  readonly source: string;
  readonly envelope: BuiltInEnvelope;
  readonly status: number;
  readonly body: string;
  readonly error: Omit<WireError, "status">;
}[] = [
  {
    // https://jsonapi.org/examples/#error-objects-basics
    source: "JSON:API, a basic error object",
    envelope: "json-api",
    status: 422,
    body: `{
  "errors": [
    {
      "status": "422",
      "source": { "pointer": "/data/attributes/first-name" },
      "title":  "Invalid Attribute",
      "detail": "First name must contain at least three characters."
    }
  ]
}`,
    error: {
      title: "Invalid Attribute",
      message: "First name must contain at least three characters.",
      details: { pointer: "/data/attributes/first-name" },
    },
  },
  {
    // https://jsonapi.org/examples/#error-objects-error-codes
    source: "JSON:API, several errors",
    envelope: "json-api",
    status: 422,
    body: `{
  "jsonapi": { "version": "1.0" },
  "errors": [
    {
      "code":   "123",
      "source": { "pointer": "/data/attributes/first-name" },
      "title":  "Value is too short",
      "detail": "First name must contain at least three characters."
    },
    {
      "code":   "225",
      "source": { "pointer": "/data/attributes/password" },
      "title": "Passwords must contain a letter, number, and punctuation character.",
      "detail": "The password provided is missing a punctuation character."
    },
    {
      "code":   "226",
      "source": { "pointer": "/data/attributes/password" },
      "title": "Password and password confirmation do not match."
    }
  ]
}`,
    error: {
      code: "123",
      title: "Value is too short",
      message: "First name must contain at least three characters.",
      details: { pointer: "/data/attributes/first-name" },
    },
  },
  {
    // https://jsonapi.org/examples/#error-objects-invalid-query-parameters
    source: "JSON:API, an invalid query parameter",
    envelope: "json-api",
    status: 400,
    body: `{
  "errors": [
    {
      "source": { "parameter": "include" },
      "title":  "Invalid Query Parameter",
      "detail": "The resource does not have an \`auther\` relationship path."
    }
  ]
}`,
    error: {
      title: "Invalid Query Parameter",
      message: "The resource does not have an `auther` relationship path.",
      details: { param: "include" },
      param: "include",
    },
  },
  {
    // https://spec.graphql.org/draft/#sec-Errors
    source: "the GraphQL specification, with extensions",
    envelope: "graphql",
    status: 200,
    body: `{
  "errors": [
    {
      "message": "Name for character with ID 1002 could not be fetched.",
      "locations": [{ "line": 6, "column": 7 }],
      "path": ["hero", "heroFriends", 1, "name"],
      "extensions": {
        "code": "CAN_NOT_FETCH_BY_ID",
        "timestamp": "Fri Feb 9 14:33:09 UTC 2018"
      }
    }
  ]
}`,
    error: {
      code: "CAN_NOT_FETCH_BY_ID",
      message: "Name for character with ID 1002 could not be fetched.",
      details: { timestamp: "Fri Feb 9 14:33:09 UTC 2018" },
    },
  },
  {
    // https://spec.graphql.org/draft/#sec-Errors
    source: "the GraphQL specification, with partial data",
    envelope: "graphql",
    status: 200,
    body: `{
  "errors": [
    {
      "message": "Name for character with ID 1002 could not be fetched.",
      "locations": [{ "line": 6, "column": 7 }],
      "path": ["hero", "heroFriends", 1, "name"]
    }
  ],
  "data": {
    "hero": {
      "name": "R2-D2",
      "heroFriends": [
        { "id": "1000", "name": "Luke Skywalker" },
        null,
        { "id": "1003", "name": "Leia Organa" }
      ]
    }
  }
}`,
    error: { message: "Name for character with ID 1002 could not be fetched." },
  },
  {
    // https://www.apollographql.com/docs/apollo-server/data/errors
    source: "Apollo Server",
    envelope: "graphql",
    status: 400,
    body: `{
  "errors": [
    {
      "message": "Cannot query field \\"__typenam\\" on type \\"Query\\".",
      "locations": [{ "line": 1, "column": 2 }],
      "extensions": {
        "code": "GRAPHQL_VALIDATION_FAILED",
        "stacktrace": [
          "GraphQLError: Cannot query field \\"__typenam\\" on type \\"Query\\".",
          "    ...additional lines..."
        ]
      }
    }
  ]
}`,
    error: {
      code: "GRAPHQL_VALIDATION_FAILED",
      message: 'Cannot query field "__typenam" on type "Query".',
      details: {
        stacktrace: ['GraphQLError: Cannot query field "__typenam" on type "Query".', "    ...additional lines..."],
      },
    },
  },
  {
    // https://connectrpc.com/docs/protocol#error-end-stream
    source: "the Connect protocol, with an unknown detail",
    envelope: "connect",
    status: 503,
    body: `{
  "code": "unavailable",
  "message": "overloaded: back off and retry",
  "details": [
    {
      "type": "google.rpc.RetryInfo",
      "value": "CgIIPA",
      "debug": {"retryDelay": "30s"}
    }
  ]
}`,
    error: { message: "overloaded: back off and retry" },
  },
  {
    // https://connectrpc.com/docs/kotlin/errors
    source: "Connect-Kotlin",
    envelope: "connect",
    status: 400,
    body: '{ "code": "invalid_argument", "message": "sentence cannot be empty" }',
    error: { message: "sentence cannot be empty" },
  },
  {
    // https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#response-status-kind
    source: "the Kubernetes API conventions",
    envelope: "kubernetes",
    status: 404,
    body: `{
  "kind": "Status",
  "apiVersion": "v1",
  "metadata": {},
  "status": "Failure",
  "message": "pods \\"grafana\\" not found",
  "reason": "NotFound",
  "details": {
    "name": "grafana",
    "kind": "pods"
  },
  "code": 404
}`,
    error: { code: "NotFound", message: 'pods "grafana" not found', details: { name: "grafana", kind: "pods" } },
  },
  {
    // https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse
    source: "OData, with details and an inner error",
    envelope: "odata",
    status: 501,
    body: `{
  "error": {
    "code": "501",
    "message": "Unsupported functionality",
    "target": "query",
    "details": [
      {
        "code": "301",
        "target": "$search",
        "message": "$search query option not supported"
      }
    ],
    "innererror": {
      "trace": [],
      "context": {}
    }
  }
}`,
    error: {
      code: "501",
      message: "Unsupported functionality",
      details: [{ code: "301", field: "$search", message: "$search query option not supported" }],
      param: "query",
    },
  },
  {
    // https://github.com/microsoft/api-guidelines/blob/vNext/graph/Guidelines-deprecated.md#7102-error-condition-responses
    source: "the Microsoft REST API guidelines, with an inner error",
    envelope: "odata",
    status: 400,
    body: `{
  "error": {
    "code": "BadArgument",
    "message": "Previous passwords may not be reused",
    "target": "password",
    "innererror": {
      "code": "PasswordError",
      "innererror": {
        "code": "PasswordDoesNotMeetPolicy",
        "minLength": "6",
        "maxLength": "64",
        "characterTypes": ["lowerCase","upperCase","number","symbol"],
        "minDistinctCharacterTypes": "2",
        "innererror": {
          "code": "PasswordReuseNotAllowed"
        }
      }
    }
  }
}`,
    error: {
      code: "BadArgument",
      message: "Previous passwords may not be reused",
      details: {
        code: "PasswordError",
        innererror: {
          code: "PasswordDoesNotMeetPolicy",
          minLength: "6",
          maxLength: "64",
          characterTypes: ["lowerCase", "upperCase", "number", "symbol"],
          minDistinctCharacterTypes: "2",
          innererror: { code: "PasswordReuseNotAllowed" },
        },
        param: "password",
      },
      param: "password",
    },
  },
  {
    // https://github.com/microsoft/api-guidelines/blob/vNext/graph/Guidelines-deprecated.md#7102-error-condition-responses
    source: "the Microsoft REST API guidelines, with several details",
    envelope: "odata",
    status: 400,
    body: `{
  "error": {
    "code": "BadArgument",
    "message": "Multiple errors in ContactInfo data",
    "target": "ContactInfo",
    "details": [
      {
        "code": "NullValue",
        "target": "PhoneNumber",
        "message": "Phone number must not be null"
      },
      {
        "code": "NullValue",
        "target": "LastName",
        "message": "Last name must not be null"
      },
      {
        "code": "MalformedValue",
        "target": "Address",
        "message": "Address is not valid"
      }
    ]
  }
}`,
    error: {
      code: "BadArgument",
      message: "Multiple errors in ContactInfo data",
      details: [
        { code: "NullValue", field: "PhoneNumber", message: "Phone number must not be null" },
        { code: "NullValue", field: "LastName", message: "Last name must not be null" },
        { code: "MalformedValue", field: "Address", message: "Address is not valid" },
      ],
      param: "ContactInfo",
    },
  },
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    source: "DynamoDB",
    envelope: "aws-json",
    status: 400,
    body: `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
"message":"Requested resource not found: Table: tablename not found"}`,
    error: {
      code: "ResourceNotFoundException",
      message: "Requested resource not found: Table: tablename not found",
    },
  },
  {
    // https://github.com/smithy-lang/smithy/blob/main/smithy-aws-protocol-tests/model/awsJson1_0/main.smithy
    source: "Smithy, a complex error without a message",
    envelope: "aws-json",
    status: 400,
    body: `{
  "__type": "aws.protocoltests.json10#ComplexError",
  "TopLevel": "Top level",
  "Nested": {
      "Fooooo": "bar"
  }
}`,
    error: { code: "ComplexError", details: { TopLevel: "Top level", Nested: { Fooooo: "bar" } } },
  },
  ...[
    "FooError",
    "aws.protocoltests.json10#FooError",
    "aws.protocoltests.json10#FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/",
  ].map((type) => ({
    // https://github.com/smithy-lang/smithy/blob/main/smithy-aws-protocol-tests/model/awsJson1_0/main.smithy
    source: `Smithy, ${type}`,
    envelope: "aws-json" as const,
    status: 500,
    body: JSON.stringify({ __type: type }),
    error: { code: "FooError" },
  })),
];

describe("published bodies of standards", () => {
  it.each(published)("parses the body of $source with $envelope", ({ envelope, status, body, error }) => {
    expect(compileEnvelope(envelope, { name: envelope }).parse(status, body)).toEqual({ status, ...error });
  });
});
