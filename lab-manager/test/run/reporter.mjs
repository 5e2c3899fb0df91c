import { join } from 'node:path';
import Mocha from 'mocha';

/** Words for people on the terminal, and mocha's own XML into REPORT_DIR for the count. */
export default class SpecAndXml extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const output = join(process.env.REPORT_DIR ?? 'reports', 'mocha.xml');
    this.xml = new Mocha.reporters.XUnit(runner, { ...options, reporterOptions: { output } });
  }

  done(failures, finish) {
    this.xml.done(failures, finish);
  }
}
