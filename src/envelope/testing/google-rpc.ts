import type { DescMessage } from "@bufbuild/protobuf";
import { create, createFileRegistry } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";

const field = (name: string, number: number, message?: string) => ({
  name,
  number,
  label: message === undefined ? FieldDescriptorProto_Label.OPTIONAL : FieldDescriptorProto_Label.REPEATED,
  type: message === undefined ? FieldDescriptorProto_Type.STRING : FieldDescriptorProto_Type.MESSAGE,
  ...(message === undefined ? {} : { typeName: `.google.rpc.${message}` }),
});

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: "google/rpc/error_details.proto",
    package: "google.rpc",
    syntax: "proto3",
    messageType: [
      {
        name: "ErrorInfo",
        field: [field("reason", 1), field("domain", 2), field("metadata", 3, "ErrorInfo.MetadataEntry")],
        nestedType: [
          { name: "MetadataEntry", field: [field("key", 1), field("value", 2)], options: { mapEntry: true } },
        ],
      },
      { name: "RequestInfo", field: [field("request_id", 1), field("serving_data", 2)] },
      {
        name: "Help",
        field: [field("links", 1, "Help.Link")],
        nestedType: [{ name: "Link", field: [field("description", 1), field("url", 2)] }],
      },
    ],
  }),
  () => undefined,
);

/** Returns a message of google/rpc/error_details.proto for @bufbuild/protobuf, an independent implementation. */
export function googleRpc(name: "ErrorInfo" | "RequestInfo" | "Help"): DescMessage {
  const schema = registry.getMessage(`google.rpc.${name}`);
  if (schema === undefined) throw new Error(`no google.rpc.${name}`);
  return schema;
}
