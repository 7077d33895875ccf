import { expect, test } from 'vitest';
import { paramsIn } from './param-value.ts';

const document = { methods: [], components: { schemas: { Id: { type: 'string' } } } };
const params = [
  { name: 'id', schema: { $ref: '#/components/schemas/Id' } },
  { name: 'count', schema: { type: 'integer' } },
  { name: 'list', schema: { type: 'array' } },
];

test('texts are sent as they are, the rest as JSON, and what is empty not at all', () => {
  expect(paramsIn(params, { id: '7', count: '7', list: '' }, document)).toEqual({ id: '7', count: 7 });
  expect(() => paramsIn(params, { list: '[1,' }, document)).toThrow(/^list is not JSON/);
});
