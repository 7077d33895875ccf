import type { Family } from './families.ts';
import type { JsonSchema } from './json-schema.ts';
import type { CliHints, McpHints } from './method.ts';
import type { Role } from './role.ts';

/** The part of an OpenRPC document that we write; valid against the OpenRPC meta-schema. */
export interface OpenRpcDocument {
  openrpc: '1.3.2';
  info: { title: string; version: string; description?: string };
  methods: OpenRpcMethod[];
  components: {
    /** Named shapes, referred to as `#/components/schemas/<name>`. */
    schemas: Record<string, JsonSchema>;
    /** By kind: what every method can answer beside its own errors. */
    errors: Record<string, OpenRpcError>;
  };
}

export interface OpenRpcMethod {
  name: string;
  summary: string;
  description?: string;
  paramStructure: 'either';
  params: OpenRpcParam[];
  result: { name: string; schema: JsonSchema };
  errors?: OpenRpcError[];
  'x-role': Role;
  /** `false`: not a tool. */
  'x-mcp': McpHints | false;
  'x-cli': CliHints;
}

export interface OpenRpcParam {
  name: string;
  description?: string;
  required: boolean;
  schema: JsonSchema;
}

export interface OpenRpcError {
  code: number;
  /** When it happens; the message of an actual error is more specific. */
  message: string;
  data: {
    kind: string;
    family: Family;
    /** The schema of `error.data.facts`. */
    facts?: JsonSchema;
  };
}
