import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Ballast } from '../../../../src/adapters/store/ballast.ts';
import { Connection } from '../../../../src/adapters/store/connection.ts';
import { migrate } from '../../../../src/adapters/store/migrate.ts';
import { figureOrder } from '../../../../src/adapters/store/migrations/0010-figure-order.ts';
import { migrations } from '../../../../src/adapters/store/migrations/index.ts';
import { storePaths } from '../../../../src/adapters/store/store-paths.ts';
import { minutesKept } from '../../../../src/core/figures/history.ts';
import { metrics, type FigurePoint, type Figures } from '../../../../src/core/model/figures.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const start = 29_000_000;

describe('adapters/store: figures', () => {
  const temp = useTempStore();

  const point = (minute: number, figures: Figures = { cpu: 1 }, subject = 'prod-glab'): FigurePoint => ({
    subject,
    minute,
    figures,
  });

  it('gives back what was written, and a figure that nobody could tell not as zero', () => {
    const { figures } = temp.open();
    const all = Object.fromEntries(metrics.map((metric, index) => [metric, index + 0.5]));
    figures.append([point(start, all), point(start + 1, { memory: 0 })]);
    expect(figures.of('prod-glab', start)).to.deep.equal([
      point(start, all),
      point(start + 1, { memory: 0 }),
    ]);
  });

  it('keeps it over a restart', () => {
    temp.open().figures.append([point(start)]);
    expect(temp.open().figures.of('prod-glab', 0)).to.deep.equal([point(start)]);
  });

  it('tells one subject apart from the next, and what is older than asked for not at all', () => {
    const { figures } = temp.open();
    figures.append([point(start), point(start + 1), point(start + 1, { load: 3 }, 'machine')]);
    expect(figures.of('prod-glab', start + 1)).to.deep.equal([point(start + 1)]);
    expect(figures.of('machine', 0)).to.deep.equal([point(start + 1, { load: 3 }, 'machine')]);
  });

  it('a minute that comes twice is replaced', () => {
    const { figures } = temp.open();
    figures.append([point(start, { cpu: 1, memory: 5 })]);
    figures.append([point(start, { cpu: 2 })]);
    expect(figures.of('prod-glab', 0)).to.deep.equal([point(start, { cpu: 2 })]);
  });

  for (const wrongBy of [-5_000_000, -90, 90, 5_000_000])
    it(`a clock that is wrong by ${wrongBy} minutes for a while costs none but those it named`, () => {
      const { figures } = temp.open();
      const aDay = Array.from({ length: minutesKept }, (_, minute) => point(start + minute));
      figures.append(aDay);
      figures.append([point(start + minutesKept + wrongBy, { cpu: 9 })]);
      figures.append([point(start + minutesKept + 1)]);
      const [right, wrong] = [1, 9].map((cpu) =>
        figures.of('prod-glab', 0).filter(({ figures: told }) => told.cpu === cpu),
      );
      expect(wrong).to.have.lengthOf(1);
      expect(right?.length).to.be.at.least(minutesKept - 2);
      expect(right?.at(-1)?.minute).to.equal(start + minutesKept + 1);
    });

  it('nor does it block what comes after it: what came last is kept', () => {
    const { figures } = temp.open();
    figures.append(Array.from({ length: minutesKept }, (_, minute) => point(start + 5_000_000 + minute)));
    figures.append(Array.from({ length: minutesKept }, (_, minute) => point(start + minute)));
    expect(figures.of('prod-glab', 0).map(({ minute }) => minute)).to.deep.equal(
      Array.from({ length: minutesKept }, (_, minute) => start + minute),
    );
  });

  it('a minute that was named ahead of its time keeps nothing of that when it comes', () => {
    const { figures } = temp.open();
    figures.append([point(start + 5), point(start + 5, { cpu: 9 }, 'dev-glab')]);
    figures.append([point(start), point(start + 1)]);
    figures.append([point(start + 5)]);
    expect(figures.of('dev-glab', 0)).to.deep.equal([]);
  });

  it('a minute that a restart of the manager cut in two keeps both parts', () => {
    const { figures } = temp.open();
    figures.append([point(start), point(start + 1, { cpu: 9 }, 'dev-glab')]);
    figures.append([point(start + 1), point(start + 2)]);
    expect(figures.of('dev-glab', 0)).to.have.lengthOf(1);
    expect(figures.of('prod-glab', 0)).to.have.lengthOf(3);
  });

  it('a day that was written before the order was is kept by an upgrade', () => {
    const before = migrations.findIndex((one) => one === figureOrder);
    const paths = storePaths(temp.directory);
    const connection = new Connection(paths, new Ballast(paths.ballast, 0));
    migrate(connection, paths, migrations.slice(0, before));
    for (let minute = 0; minute < minutesKept; minute += 1)
      connection
        .prepare("INSERT INTO figures (minute, subject, cpu) VALUES (@minute, 'prod-glab', 1)")
        .run({ minute: start + minute });
    connection.close();
    const { figures } = temp.open();
    expect(figures.of('prod-glab', 0)).to.have.lengthOf(minutesKept);
    figures.append([point(start + minutesKept)]);
    const [first, ...rest] = figures.of('prod-glab', 0);
    expect([first?.minute, rest.length]).to.deep.equal([start + 1, minutesKept - 1]);
  });

  it('a day of a whole lab takes some megabytes, and another two days no more', function () {
    this.timeout(20_000);
    const store = temp.open();
    const full = Object.fromEntries(metrics.slice(0, 7).map((metric) => [metric, 123_456.789]));
    const subjects = Array.from({ length: 14 }, (_, index) => `environment-service-${index}`);
    const size = () => statSync(join(temp.directory, 'lab.db')).size;
    const day = (number: number) => {
      for (let batch = 0; batch < minutesKept / 5; batch += 1) {
        const first = start + number * minutesKept + batch * 5;
        const minutes = [0, 1, 2, 3, 4].map((minute) => first + minute);
        store.figures.append(
          minutes.flatMap((minute) => subjects.map((subject) => point(minute, full, subject))),
        );
      }
      temp.close();
      return size();
    };
    const afterOne = day(0);
    expect(afterOne).to.be.lessThan(4_000_000);
    const reopened = temp.open();
    Object.assign(store, { figures: reopened.figures });
    const afterTwo = day(1);
    Object.assign(store, { figures: temp.open().figures });
    expect(day(2)).to.be.at.most(Math.max(afterOne, afterTwo) * 1.05);
    expect(temp.open().figures.of(subjects[0]!, 0)).to.have.lengthOf(minutesKept);
  });
});
