import { expect } from 'chai';
import { jsonObject, parsedJson } from '../../../src/core/json.ts';

describe('core/json', () => {
  it('what is no JSON is nothing, and the mark that some editors put in front is no part of it', () => {
    expect(parsedJson('\uFEFF{"a": 1}')).to.deep.equal({ a: 1 });
    expect(parsedJson('{"a": 1')).to.equal(undefined);
  });

  it('a list and null are no objects', () => {
    expect(jsonObject({ a: 1 })).to.deep.equal({ a: 1 });
    for (const none of [[1], null, 'a', undefined]) expect(jsonObject(none)).to.equal(undefined);
  });
});
