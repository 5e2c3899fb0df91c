import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { openApiText } from '../../../scripts/openapi-document.ts';
import { routes } from '../../../src/contract/index.ts';
import { useApi } from '../../support/use-api.ts';

const committed = () => readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');

describe('docs/openapi.json', () => {
  const bench = useApi();

  it('is what the contract says now: else run `npm run openapi -w lab-manager`', async () => {
    expect(committed() === (await openApiText()), 'docs/openapi.json is stale').to.equal(true);
  });

  it('describes every route under the name the code has for it', () => {
    const document = JSON.parse(committed()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    );
    expect(names).to.have.members(Object.keys(routes));
  });

  it('is served as committed, and again only when it changed', async () => {
    const reply = await bench.call('/api/v1/openapi.json');
    expect(JSON.parse(reply.text)).to.deep.equal(JSON.parse(committed()));
    const etag = reply.headers.etag ?? '';
    const again = await bench.call('/api/v1/openapi.json', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).to.deep.equal([304, '']);
  });
});
