import { expect } from 'chai';
import { connectionsTo, readConnections } from '../../../../src/core/ondemand/connections.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n';
const row = (local: string, remote: string, state: string): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 10006\n`;

describe('core/ondemand/connections', () => {
  it('counts who is connected to the port, over either protocol', () => {
    const tables =
      head +
      row('020012AC:1F40', '030012AC:D2F0', '01') +
      head +
      row('0000000000000000FFFF0000020012AC:1F40', '0000000000000000FFFF0000030012AC:D2F2', '01');
    expect(connectionsTo(8000, tables)).to.equal(2);
  });

  it('leaves out listeners, what has ended, other ports, what the app itself opens, and its own health check', () => {
    const tables =
      head +
      row('00000000:1F40', '00000000:0000', '0A') +
      row('020012AC:1F40', '030012AC:D2F0', '06') +
      row('020012AC:1F41', '030012AC:D2F0', '01') +
      row('020012AC:C350', '040012AC:0CEA', '01') +
      row('020012AC:1F40', '020012AC:D2F4', '01') +
      row('0100007F:1F40', '0100007F:D2F4', '01');
    expect(connectionsTo(8000, tables)).to.equal(0);
  });

  it('what is no table has no connections', () => {
    expect(connectionsTo(8000, 'cat: nothing\n\n')).to.equal(0);
  });

  it('an answer that can not be gone by is none, and a machine without IPv6 has one', () => {
    const stdout = head + row('020012AC:1F40', '030012AC:D2F0', '01');
    const without = 'cat: /proc/net/tcp6: No such file or directory\n';
    expect(readConnections(8000, { exitCode: 0, stdout, stderr: '' })).to.equal(1);
    expect(readConnections(8000, { exitCode: 1, stdout, stderr: without })).to.equal(1);
    expect(readConnections(8000, { exitCode: 137, stdout: head, stderr: '' })).to.equal(undefined);
    const neither = `cat: /proc/net/tcp: Cannot allocate memory\n${without}`;
    expect(readConnections(8000, { exitCode: 1, stdout: '', stderr: neither })).to.equal(undefined);
  });
});
