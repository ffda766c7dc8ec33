{{- define "cluster.path" -}}
./dist/clusters/{{ .Values.cluster }}
{{- end }}

{{- define "cluster.control" -}}
{{ .Values.environment.name }}-flux-system
{{- end }}

{{- define "cluster.sync" -}}
interval: 1h
retryInterval: 2m
timeout: 5m
prune: true
{{- end }}

{{- define "cluster.platform" -}}
serviceAccountName: kustomize-controller
sourceRef:
  kind: GitRepository
  name: fleet
{{- end }}
