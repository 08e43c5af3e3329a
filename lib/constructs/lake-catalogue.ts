import { Aws } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import type { NamedBucket } from './named-bucket.ts';

export interface LakeCatalogueProps {
  readonly stage: Stage;
  readonly lake: NamedBucket;
  readonly key: IKey;
}

/** The lake as a table that Athena can ask, without a crawler: partitions are computed from their names. */
export class LakeCatalogue extends Construct {
  constructor(scope: Construct, id: string, { stage, lake, key }: LakeCatalogueProps) {
    super(scope, id);
    const databaseName = `kairos_${stage.name}`;
    const location = `s3://${lake.bucketName}/raw/`;
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: databaseName, description: 'Raw events as they arrived, before validation' },
    });
    const columns = ['shard', 'sequence', 'arrivedat', 'partitionkey', 'encoding', 'data'];
    const table = new CfnTable(this, 'Raw', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName,
      tableInput: {
        name: 'raw',
        description: 'One row a record; may hold a record twice: ask the view `events` instead',
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [
          { name: 'dt', type: 'string' },
          { name: 'hour', type: 'string' },
        ],
        parameters: {
          EXTERNAL: 'TRUE',
          'projection.enabled': 'true',
          'projection.dt.type': 'date',
          'projection.dt.format': 'yyyy-MM-dd',
          'projection.dt.range': '2020-01-01,NOW',
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
          // Glue fills in its own ${…}: CloudFormation must leave it alone.
          'storage.location.template': `${location}dt=\${dt}/hour=\${hour}/`,
        },
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
          columns: columns.map((name) => ({ name, type: name === 'arrivedat' ? 'bigint' : 'string' })),
        },
      },
    });
    table.addResourceDependency(database);

    const workGroup = new CfnWorkGroup(this, 'WorkGroup', {
      name: `kairos-${stage.name}`,
      recursiveDeleteOption: !stage.protected,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' }, // reads zstd
        resultConfiguration: {
          outputLocation: `s3://${lake.bucketName}/athena-results/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
    const save = (name: string, description: string, queryString: string) => {
      const query = new CfnNamedQuery(this, name, {
        name: `kairos-${stage.name}-${name}`,
        description,
        database: databaseName,
        workGroup: workGroup.name,
        queryString,
      });
      query.addResourceDependency(workGroup);
    };
    save(
      'create-events-view',
      'Run once: the view `events`, each record once, with its message unpacked',
      `CREATE OR REPLACE VIEW events AS
SELECT dt, hour, shard, sequence, arrivedat, partitionkey,
  json_extract_scalar(data, '$.type') AS type,
  json_extract_scalar(data, '$.event') AS event,
  json_extract_scalar(data, '$.messageId') AS message_id,
  json_extract_scalar(data, '$.source') AS source,
  data
FROM (SELECT *, row_number() OVER (PARTITION BY shard, sequence ORDER BY arrivedat) AS copy FROM raw)
WHERE copy = 1 AND encoding = 'utf8'`,
    );
    save(
      'count-events-by-name',
      'Events of the last seven days by name',
      `SELECT dt, coalesce(event, type) AS name, count(*) AS events
FROM events WHERE dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC`,
    );
  }
}
