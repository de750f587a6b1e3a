{{- define "shop.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "shop.labels" -}}
app: {{ include "shop.name" . }}
tier: web
{{- end }}

{{- define "shop.pod" -}}
hostPID: true
hostIPC: {{ .ipc | default false }}
{{- end }}

{{- define "shop.image" -}}
{{- $image := .image -}}
{{- printf "%s:%s" $image.repository ($image.tag | default .root.Chart.AppVersion) -}}
{{- end }}
