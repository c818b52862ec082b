import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";

export interface PublishedSchema {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, object>>;
}

/** "stats": schema/stats.schema.json */
export function publishedSchema(name: string): PublishedSchema {
  const url = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as PublishedSchema;
}

/** Strict about the schema itself too. */
export function validatorOf(name: string): ValidateFunction {
  return new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(publishedSchema(name));
}

/** @param json one document; what it says is returned */
export function expectValid(validate: ValidateFunction, json: string): Record<string, unknown> {
  const parsed = JSON.parse(json) as Record<string, unknown>;
  expect(validate(parsed), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
  return parsed;
}
