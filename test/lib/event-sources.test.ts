import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { findStage } from '../../lib/stages.ts';
import { synthesise } from '../builders/templates.ts';

const { ingest, lake, profile, engage } = synthesise('prod');
const DAY = 24 * 3_600;

/** The mappings of a function by its name in the template. */
const mappingsOf = (template: Template, functionId: string) =>
  Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) => String(FunctionName.Ref).startsWith(functionId));

describe('event sources', () => {
  it('enrich-events: records fail one by one, a crash is bisected, nothing is dropped', () => {
    const [mapping, ...others] = mappingsOf(profile, 'EnrichEvents');
    expect(others).toEqual([]);
    expect(mapping).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: DAY,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1_000,
      ParallelizationFactor: 2,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
  });

  it('enrich-events: its attempts outlast a brown-out of a quarter of an hour', () => {
    const [mapping] = mappingsOf(profile, 'EnrichEvents');
    const [fn] = Object.values(profile.findResources('AWS::Lambda::Function'));
    expect(fn?.Properties.Timeout * (1 + mapping?.MaximumRetryAttempts)).toBeGreaterThanOrEqual(15 * 60);
  });

  it('archive-events: a retry sees the same batch, so no bisect and no partial failures', () => {
    const [mapping] = mappingsOf(lake, 'ArchiveEvents');
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: false,
      MaximumRetryAttempts: 10_000,
      MaximumRecordAgeInSeconds: 6 * DAY,
      ParallelizationFactor: 1,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    expect(mapping?.FunctionResponseTypes).toBeUndefined();
  });

  it.each([
    [1, 20 * 3_600],
    [2, DAY],
    [7, 6 * DAY],
    [8, 7 * DAY],
    [9, 7 * DAY],
    [365, 7 * DAY],
  ])(
    'archive-events: of a stream of %i days it gives up before they are forgotten, and as Lambda lets it',
    (retentionDays, seconds) => {
      const dev = findStage('dev');
      const stage = { ...dev, stream: { ...dev.stream, retentionDays } };
      const [mapping] = mappingsOf(synthesise(stage).lake, 'ArchiveEvents');
      expect(mapping?.MaximumRecordAgeInSeconds).toBe(seconds);
    },
  );

  it('decide-sends: woken by profiles alone, and gives up before the table trims its stream', () => {
    const [mapping] = mappingsOf(engage, 'DecideSends');
    expect(mapping).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 20 * 3_600,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    const [{ Pattern }] = mapping?.FilterCriteria.Filters ?? [];
    expect(JSON.parse(Pattern)).toEqual({ dynamodb: { NewImage: { kind: { S: ['profile'] } } } });
  });

  it('send-email: two queues, each with a bound of its own, messages acknowledged one by one', () => {
    const mappings = mappingsOf(engage, 'SendEmail');
    expect(mappings.map(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0])).toEqual([
      expect.stringContaining('Transactional'),
      expect.stringContaining('Marketing'),
    ]);
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      });
    }
  });

  it('record-feedback: one queue, messages acknowledged one by one', () => {
    const mappings = mappingsOf(engage, 'RecordFeedback');
    expect(mappings).toMatchObject([{ FunctionResponseTypes: ['ReportBatchItemFailures'] }]);
  });

  it('decide-sends and run-broadcast are deployed after send-email: no sender meets a campaign that it does not know', () => {
    const functionOf = (name: string) =>
      Object.entries(engage.findResources('AWS::Lambda::Function')).find(([, { Properties }]) =>
        String(Properties.FunctionName).endsWith(name),
      );
    const [sender = 'none'] = functionOf('send-email') ?? [];
    for (const name of ['decide-sends', 'run-broadcast']) expect(functionOf(name)?.[1].DependsOn).toContain(sender);
  });

  it('sweep-sends each minute, evaluate-segments and learn-recommendations each hour', () => {
    engage.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    for (const stack of [profile, lake])
      stack.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
  });

  it('collect: its own routes alone, throttled, its requests logged without who made them', () => {
    const routes = Object.values(ingest.findResources('AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([
      'GET /v1/pixel.gif',
      'GET /v1/pixel/{type}',
      'GET /v1/projects/{writeKey}/settings',
      'POST /api/s/{proxy+}',
      'POST /com.snowplowanalytics.snowplow/{proxy+}',
      'POST /v1/{proxy+}',
    ]);
    const [stage] = Object.values(ingest.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 2_000, ThrottlingBurstLimit: 4_000 },
      AccessLogSettings: { Format: expect.not.stringMatching(/sourceIp|userAgent|querystring|\.path/) },
    });
  });

  it('manage-preferences: /u/{token} alone, to be looked at and posted to, throttled, logged without the link', () => {
    const routes = Object.values(engage.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey }) => RouteKey)).toEqual(['GET /u/{token}', 'HEAD /u/{token}', 'POST /u/{token}']);
    const [stage] = Object.values(engage.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
      AccessLogSettings: { Format: expect.not.stringMatching(/sourceIp|userAgent|querystring|\.path/i) },
    });
    engage.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'kairos-prod-send-email',
      Environment: { Variables: { PREFERENCES_URL: { 'Fn::GetAtt': Match.anyValue() } } },
    });
  });

  it('manage-preferences: no other site’s script may call it', () => {
    for (const { Properties } of Object.values(synthesise('dev').engage.findResources('AWS::ApiGatewayV2::Api')))
      expect(Properties.CorsConfiguration).toBeUndefined();
  });

  it('collect: a browser’s pre-flight is answered where the stage names its origin, and not in prod before', () => {
    const cors = (template: Template) =>
      Object.values(template.findResources('AWS::ApiGatewayV2::Api'))[0]?.Properties.CorsConfiguration;
    expect(cors(ingest)).toBeUndefined();
    expect(cors(synthesise('dev').ingest)).toEqual({
      AllowOrigins: ['*'],
      AllowMethods: ['POST'],
      AllowHeaders: ['authorization', 'content-type', 'content-encoding', 'x-retry-count'],
      ExposeHeaders: ['retry-after'],
      MaxAge: 3_600,
    });
  });
});
