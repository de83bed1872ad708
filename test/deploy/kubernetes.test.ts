import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@redocly/openapi-core';
import { expect } from 'chai';
import release from '../../package.json' with { type: 'json' };
import { TIMEOUTS } from '../../src/process/timeouts.ts';
import { programOf } from './programs.ts';

const FOLDER = 'deploy/kubernetes';
const LABELS = { 'app.kubernetes.io/name': 'taskport' };

/** A parsed Kubernetes manifest. */
// biome-ignore lint/suspicious/noExplicitAny: a type for manifests would be long, and the tests read only few fields
type Manifest = any;

const read = (file: string): Manifest => parseYaml(readFileSync(join(FOLDER, file), 'utf8'));

for (const [overlay, file] of [
  ['postgres', 'deployment.yaml'],
  ['embedded', 'stateful-set.yaml'],
] as const) {
  describe(`the Kubernetes manifests for the store "${overlay}"`, () => {
    const { kind, spec } = read(`${overlay}/${file}`);
    const pod = spec.template.spec;
    const [container] = pod.containers;
    const variables = Object.fromEntries(container.env.map((each: Manifest) => [each.name, each.value]));

    it('name in each kustomization.yaml every file of its folder', () => {
      const { resources, patches = [] } = read(`${overlay}/kustomization.yaml`);
      const named = [...resources, ...patches.map(({ path }: Manifest) => path)].filter((name) => name !== '../common');
      expect([...named, 'kustomization.yaml']).to.have.members(readdirSync(join(FOLDER, overlay)));
      expect([...read('common/kustomization.yaml').resources, 'kustomization.yaml']).to.have.members(
        readdirSync(join(FOLDER, 'common')),
      );
    });

    it('run the service not as root, with a read-only root file system, no capabilities and no Kubernetes API token', () => {
      expect(pod.securityContext).to.deep.include({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 });
      expect(pod.securityContext.seccompProfile).to.deep.equal({ type: 'RuntimeDefault' });
      expect(pod.automountServiceAccountToken).to.equal(false);
      expect(container.securityContext).to.deep.equal({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.volumeMounts.map(({ mountPath }: Manifest) => mountPath)).to.include('/tmp');
    });

    it('have a termination grace period that is longer than the longest graceful stop of the service', () => {
      const needed = Number(variables.STOP_DELAY) * 1000 + TIMEOUTS.drain + TIMEOUTS.close;
      expect(pod.terminationGracePeriodSeconds * 1000).to.be.above(needed);
    });

    it('use /livez as startup probe and liveness probe, and /readyz as readiness probe', () => {
      const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((name) => container[name].httpGet.path);
      expect(paths).to.deep.equal(['/livez', '/livez', '/readyz']);
      const { periodSeconds, failureThreshold } = container.readinessProbe;
      if (overlay === 'postgres')
        expect(Number(variables.STOP_DELAY)).to.be.above(periodSeconds * failureThreshold - 1);
    });

    it('read secrets from the files of a Kubernetes Secret, which is not among the manifests', () => {
      expect(variables).to.include({ AUTH: 'required', AUTH_SECRET_FILE: '/run/secrets/taskport/auth-secret' });
      const secret = pod.volumes.find(({ name }: Manifest) => name === 'secrets');
      expect(secret.secret).to.deep.equal({ secretName: 'taskport', defaultMode: 0o440 });
      for (const name of Object.keys(variables)) expect(name).not.to.match(/(SECRET|PASSWORD|TOKEN|URL)$/);
    });

    it('select only pods with the label taskport, limit their memory, and use the image of this release', () => {
      expect(spec.selector.matchLabels).to.deep.equal(LABELS);
      expect(spec.template.metadata.labels).to.deep.equal(LABELS);
      expect(container.resources.limits).to.deep.equal({ memory: '1536Mi' });
      const [{ newTag }] = read(`${overlay}/kustomization.yaml`).images;
      expect(newTag).to.equal(release.version);
    });

    it('are built by kubectl kustomize, with the Service, the NetworkPolicy and the workload in one namespace', function () {
      const kubectl = programOf('kubectl', false);
      if (kubectl === undefined) this.skip();
      const { status, stdout, stderr } = spawnSync(kubectl, ['kustomize', join(FOLDER, overlay)], { encoding: 'utf8' });
      expect(status, stderr).to.equal(0);
      const built: Manifest[] = stdout.split(/^---$/m).map((text) => parseYaml(text));
      expect(built.map((each) => each.kind)).to.include.members(['Service', 'NetworkPolicy', kind]);
      for (const { metadata } of built)
        expect(metadata).to.deep.include({ name: 'taskport', namespace: 'taskport', labels: LABELS });
      const policy = built.find((each) => each.kind === 'NetworkPolicy');
      const ports = policy.spec.egress.flatMap((rule: Manifest) => rule.ports.map(({ port }: Manifest) => port));
      expect(ports).to.deep.equal(overlay === 'postgres' ? [53, 53, 5432] : [53, 53]);
    });
  });
}

describe('the Kubernetes manifests', () => {
  it('stop an old pod only when its replacement is ready, and let a drained node evict only one pod at a time', () => {
    const { spec } = read('postgres/deployment.yaml');
    expect(spec.replicas).to.equal(2);
    expect(spec.strategy.rollingUpdate).to.deep.equal({ maxSurge: 1, maxUnavailable: 0 });
    expect(read('postgres/disruption-budget.yaml').spec).to.deep.equal({
      maxUnavailable: 1,
      selector: { matchLabels: LABELS },
    });
  });

  it('run only one pod if the store is embedded, with a volume that no other pod uses', () => {
    const { spec } = read('embedded/stateful-set.yaml');
    expect(spec.replicas).to.equal(1);
    expect(spec.volumeClaimTemplates[0].spec.accessModes).to.deep.equal(['ReadWriteOnce']);
    const mounts = spec.template.spec.containers[0].volumeMounts;
    expect(mounts).to.deep.include({ name: 'data', mountPath: '/data' });
  });

  it('let only the ingress controller and the monitoring connect to the service', () => {
    const { spec } = read('common/network-policy.yaml');
    expect(spec.podSelector.matchLabels).to.deep.equal(LABELS);
    expect(spec.policyTypes).to.deep.equal(['Ingress', 'Egress']);
    expect(spec.ingress).to.have.lengthOf(1);
  });
});
