"""A corpus made up for measuring: shops with workloads, services, settings, secrets and Dockerfiles, all different."""

from __future__ import annotations

from pathlib import Path

_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: shop-{group}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop-{group}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: {name}
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      initContainers:
        - name: migrate
          image: registry.example.com/shop/{name}:1.{number}
          command: ["/app/migrate", "--wait"]
          envFrom:
            - secretRef:
                name: {name}-db
      containers:
        - name: {name}
          image: registry.example.com/shop/{name}:1.{number}
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: LOG_LEVEL
              valueFrom:
                configMapKeyRef:
                  name: {name}-settings
                  key: log-level
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: {name}-db
                  key: url
            - name: CACHE_URL
              value: redis://cache.shop-{group}.svc:6379/0
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: {memory}Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 10
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: ["ALL"]
          volumeMounts:
            - name: settings
              mountPath: /etc/shop
              readOnly: true
      volumes:
        - name: settings
          configMap:
            name: {name}-settings
"""
_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: shop-{group}
spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: shop-{group}
automountServiceAccountToken: false
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {name}
  namespace: shop-{group}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {{}}
      ports:
        - port: http
"""
_SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}-settings
  namespace: shop-{group}
data:
  log-level: info
  api-url: https://api.example.com/v{number}
  shop.properties: |
    shop.name={name}
    shop.currency=EUR
    feature.search={flag}
"""
_SECRET = """\
apiVersion: v1
kind: Secret
metadata:
  name: {name}-db
  namespace: shop-{group}
type: Opaque
stringData:
  url: postgres://{name}:example@db.example.com:5432/{name}?sslmode=verify-full
"""
_DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/{name} ./cmd/{name}

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/{name} /app/{name}
EXPOSE 8080 9090
USER 65532:65532
ENTRYPOINT ["/app/{name}"]
"""
# of ten files, so many of each: what a repository of services looks like
_MIX = (
    ("deployment.yaml", _DEPLOYMENT),
    ("service.yaml", _SERVICE),
    ("settings.yaml", _SETTINGS),
    ("secret.yaml", _SECRET),
    ("Dockerfile", _DOCKERFILE),
)
_SERVICES_A_GROUP = 10


def write_corpus(folder: Path, files: int) -> None:
    """Write so many files, five a service and ten services a group."""
    for index in range(files):
        number, (file, text) = index // len(_MIX), _MIX[index % len(_MIX)]
        group = number // _SERVICES_A_GROUP
        name = f"svc{number}"
        home = folder / f"group{group}" / name
        home.mkdir(parents=True, exist_ok=True)
        written = text.format(
            name=name, group=group, number=number, replicas=1 + number % 4, memory=128 << number % 3,
            flag=str(number % 2 == 0).lower(),
        )  # fmt: skip
        home.joinpath(file).write_text(written, encoding="utf-8")


def write_charts(folder: Path, number: int) -> None:
    """Charts with values, a helper, a Deployment and a Service."""
    for each in range(number):
        chart = folder / f"chart-{each:02}"
        (chart / "templates").mkdir(parents=True)
        for name, text in CHART.items():
            (chart / name).write_text(text.replace("NAME", f"chart-{each:02}"), encoding="utf-8")


CHART = {
    "Chart.yaml": "apiVersion: v2\nname: NAME\nversion: 1.0.0\nappVersion: 1.2.3\n",
    "values.yaml": """\
image: {repository: registry.example.com/NAME, tag: ""}
replicas: 2
resources:
  requests: {cpu: 100m, memory: 128Mi}
  limits: {memory: 128Mi}
env:
  - {name: LOG_LEVEL, value: info}
  - {name: MODE, value: production}
""",
    "templates/_helpers.tpl": """\
{{- define "labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
""",
    "templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-NAME
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      {{- include "labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
          env:
            {{- range .Values.env }}
            - name: {{ .name }}
              value: {{ .value | quote }}
            {{- end }}
""",
    "templates/service.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-NAME
spec:
  selector:
    {{- include "labels" . | nindent 4 }}
  ports:
    - {port: 80, targetPort: 8080}
""",
}
